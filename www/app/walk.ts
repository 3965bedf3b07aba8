// The walk through the rooms, and how far each of them is.
import type { Store } from "./store.js";

/** The rooms of the walk, in order. */
export const STEPS = ["brief", "data", "privacy", "segments", "personas", "deliver"] as const;
export type Step = (typeof STEPS)[number];
/** Pages beside the work: one looks something up there and goes back. */
export const ASIDES = ["proof", "seen"] as const;
export type Aside = (typeof ASIDES)[number];
export type Screen = "start" | "wiped" | Aside | Step;

export const isAside = (screen: Screen): screen is Aside => (ASIDES as readonly string[]).includes(screen);
export type StepState = "done" | "busy" | "todo" | "waiting";
/** What a step waits for. */
export type Awaits = "file" | "privacy" | "segments" | "personas";

/** Its state, and what it waits for. */
export function stateOf(store: Store, step: Step): { state: StepState; awaits?: Awaits } {
  if (store.busy?.step === step) return { state: "busy" };
  switch (step) {
    case "brief": {
      const filled = Object.values(store.work.brief).filter((value) => value.trim() !== "").length;
      return { state: filled === 0 ? "todo" : filled === 7 ? "done" : "busy" };
    }
    case "data":
      if (store.release && store.inspection) return { state: "done" };
      return { state: store.inspection ? "busy" : "todo" };
    case "privacy":
      if (!store.inspection) return { state: "waiting", awaits: "file" };
      return { state: store.release && !store.stale ? "done" : "todo" };
    case "segments":
      if (store.overview && !store.stale) return { state: "done" };
      if (!store.inspection) return { state: "waiting", awaits: "file" };
      return store.release && !store.stale ? { state: "todo" } : { state: "waiting", awaits: "privacy" };
    case "personas":
      if (store.stale) return { state: "waiting", awaits: "privacy" };
      if (store.personas.length > 0) return { state: "done" };
      return store.overview ? { state: "todo" } : { state: "waiting", awaits: "segments" };
    case "deliver":
      if (store.stale) return { state: "waiting", awaits: "privacy" };
      if (store.delivered) return { state: "done" };
      return store.personas.length > 0 ? { state: "todo" } : { state: "waiting", awaits: "personas" };
  }
}
