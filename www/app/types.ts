// The one place where the page takes the engine's types from. They are generated from Rust at build. They say what may be
// left out when writing; the engine itself leaves nothing out, and JSON carries a map as an object. That is put right here.
import type * as Generated from "../generated/gezicht.js";
import type { ByHand } from "./by-hand.js";

export type {
  About, Aggregate, Arrangement, CombinationRisk, ColumnInspection, ColumnProfile, ColumnRelease, Criterion, Decision, Dialect, Distinction, Edit, Evidence, Explanation, Face, Field, Figure, Inspection, LadderTree, LadderTreeBand, Language, LeftOutColumn, MapGroup, Meaning, Model, Neighbour, Neighbours, Overview,
  Paper, PaperKind, PairProfile, Part, Persona, Place, Progress, Refusal, RiskReport, RiskShare, Role, Segment, Sentence, SentenceKind, Shape, StigmaRemark, Text, WeightKind,
} from "../generated/gezicht.js";
/** A ladder as a recipe says it: a file that the engine holds, a table, groups on a level of the automatic one, or edges. */
export type LadderSource = string | string[][] | { level: number; groups: Record<string, string[]> } | { edges: number[][] };
export type ColumnChoice = Omit<Generated.ColumnChoice, "ladder"> & { ladder?: LadderSource };
/** How the person says the file is to be read; what is absent is found. */
export type Reading = Generated.Options;
export type Attached = Generated.AttachedFile;

type Filled<T> = { [Key in keyof T]-?: T[Key] };

export type ReleaseStatistics = Filled<Generated.ReleaseStatistics>;
export type Brief = Filled<Generated.Brief>;
export interface Work {
  brief: Brief;
  names: [number, string][];
  edits: Generated.Edit[];
}
export type Segmentation = Filled<Omit<Generated.Segments, "count" | "compare_with" | keyof ByHand>> & { count: "advised" | number; compare_with?: string } & Partial<ByHand>;
export type Privacy = Filled<Omit<Generated.Privacy, "models" | "column_weights" | "levels">> & {
  models?: Generated.Model[];
  column_weights?: Record<string, number>;
  levels?: Record<string, number>;
};
export interface Recipe {
  columns: Record<string, ColumnChoice>;
  purpose?: Generated.Purpose | undefined;
  privacy: Privacy;
  join?: (Omit<Generated.Join, "aggregate"> & { aggregate?: Record<string, Generated.Aggregate> })[];
  context?: Generated.ContextTable[];
  objections?: Generated.Objections[];
  blocks?: Segmentation;
  segments: Segmentation;
  /** Pairs of columns that are crossed. */
  pairs?: [string, string][];
  output: { language: Generated.Language };
}
export interface OpenedDossier {
  recipe: Recipe;
  overview: Generated.Overview | undefined;
  personas: Generated.Persona[];
  work: Partial<Work>;
}

type Named<Union, Tag extends string, Name> = Union extends { [Key in Tag]: infer Is } ? (Is extends Name ? never : Union) : never;

export type Command =
  | Named<Generated.Command, "command", "configure" | "ladder" | "paper" | "save_dossier">
  | { command: "configure"; recipe: Recipe }
  | { command: "ladder"; column: string; ladder?: LadderSource }
  | { command: "paper"; paper: Generated.PaperKind; language: Generated.Language; work: Work }
  | { command: "save_dossier"; work: Work };

export type Reply =
  | Named<Generated.Reply, "reply", "recipe" | "dossier" | "release">
  | { reply: "release"; body: ReleaseStatistics }
  | { reply: "recipe"; body: Recipe }
  | { reply: "dossier"; body: OpenedDossier };
