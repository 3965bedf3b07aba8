// Runs first in the app frame: takes away the ways out, hands a dragged file to the outer page, and gives a sign of life.
import type { AppToOuter, OuterToApp } from "../protocol";
import { killWaysOut } from "./kill";

killWaysOut(["Worker", "open", "FontFace", "Audio"]);

const outer = parent;
addEventListener("message", (event: MessageEvent<OuterToApp>) => {
  if (event.source !== outer || event.data.type !== "alive?") return;
  event.stopImmediatePropagation();
  outer.postMessage({ type: "alive" } satisfies AppToOuter, "*");
});
const holdsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
for (const kind of ["dragenter", "dragover"] as const) {
  addEventListener(
    kind,
    (event) => {
      if (!holdsFile(event)) return;
      // Outer lays itself over this frame; a drop that comes sooner is let go, never read.
      event.preventDefault();
      event.stopImmediatePropagation();
      outer.postMessage({ type: "drag" } satisfies AppToOuter, "*");
    },
    { capture: true },
  );
}
addEventListener(
  "drop",
  (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);
