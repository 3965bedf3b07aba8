// What the page knows, in one place. Components read it; the modules beside this one hold the verbs that change it, each
// building on the one before: state, talk, typed, file, privacy, groups, and at last the store with its papers.
import type { BuildFacts } from "../ports.js";
import type { Attached, Decision, Explanation, Inspection, LadderTree, Language, Neighbours, Overview, Persona, Reading, Recipe, Refusal, ReleaseStatistics, RiskReport, Work } from "../types.js";
import { type Screen, type Step, isAside } from "../walk.js";
import { emptyWork } from "../work.js";

export interface Busy {
  step: Step;
  share: number;
  doing: string;
  stoppable: boolean;
  /** Beside the work: what is on the screen stays, and progress is told where it was asked for. */
  beside?: boolean;
  /** The person wants the best so far. */
  settled?: boolean;
}

/** What takes the place of groups and personas: another file, or another release of this one. */
export type Replacement = "file" | "release";

export class State extends EventTarget {
  screen: Screen = "start";
  /** The part of the next screen that is wanted, by its id; otherwise its heading. */
  aim: string | undefined;
  /** Where a page beside the work goes back to, and how far down one was there. */
  before: Screen = "start";
  beforeAt = 0;
  lang: Language = "nl";
  busy: Busy | undefined;
  refusal: { step: Step | "start"; refusal: Refusal } | undefined;
  stopped: Step | undefined;
  restarted = false;
  sample = false;
  /** The figures come from a dossier: they can be shown and worked on, not computed again. */
  fromDossier = false;
  unsaved = false;
  /** Whether the figures are those of the dossier that was opened before the file was. */
  likeDossier: "same" | "other" | undefined;
  /** The figures of that dossier, as one text. */
  protected dossierFigures: string | undefined;
  inspection: Inspection | undefined;
  /** Files beside the first one. */
  files: Attached[] = [];
  recipe: Recipe | undefined;
  release: ReleaseStatistics | undefined;
  /** Who could be found before and after the release; worked out when asked for. */
  risk: RiskReport | undefined;
  /** What lies around the release. */
  neighbours: Neighbours | undefined;
  /** That is being worked out. */
  surveying = false;
  /** The release it was asked of, when there was an answer. */
  protected surveyed: ReleaseStatistics | undefined;
  /** The ladders that Gezicht makes, as far as somebody looked at them. */
  trees: ReadonlyMap<string, LadderTree> = new Map();
  /** Of ladders that came from a file, by what the recipe calls them. */
  fileTrees: ReadonlyMap<string, LadderTree> = new Map();
  /** What the engine said of a ladder. */
  ladderRefusal: { column: string; refusal: Refusal } | undefined;
  /** The release before the last one, to show what a trade cost. */
  earlier: ReleaseStatistics | undefined;
  /** The recipe was changed after the figures were made. */
  stale = false;
  /** Only the rows to take along were made for another choice: figures, groups and personas are still right. */
  rowsStale = false;
  overview: Overview | undefined;
  /** The number-of-groups curve of this release: an ordering with a chosen number has none of its own. */
  advice: Pick<Overview, "criteria" | "advised" | "advice" | "elbow"> | undefined;
  personas: Persona[] = [];
  openPersona: number | undefined;
  openSegment: number | undefined;
  proofOfSentences = false;
  /** At least one paper of these personas went out. */
  delivered = false;
  work: Work = emptyWork();
  /** A short message in the polite live region. */
  said = "";
  build: BuildFacts | undefined;
  /** What one does and does not see, in the engine's words. */
  explanation: Explanation | undefined;
  /** What was decided and made, oldest first. */
  trail: Decision[] = [];
  /** The person said that each row is one person, where no column tells people apart. */
  rowsArePeople = false;
  /** Columns the person changed. */
  touched: ReadonlySet<string> = new Set();
  /** How the person says the file is to be read; what is absent is found. */
  reading: Reading = {};
  /** What would take the place of unsaved groups and personas, until the person says so. */
  replacing: { by: Replacement; action: () => Promise<void> } | undefined;
  /** The groups that names and edits belong to. */
  protected ordering: string | undefined;
  /** Choices of an opened dossier. */
  protected earlierChoices: Recipe | undefined;
  /** Back from a page beside the work: to where one was. */
  returning = false;
  /** What the release was made for, as one text; and the part of it that figures depend on. */
  protected releasedFor = "";
  protected countedFor = "";

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  go(screen: Screen): void {
    if (screen === this.screen) return;
    if (isAside(screen) && !isAside(this.screen)) {
      this.before = this.screen === "wiped" ? "start" : this.screen;
      this.beforeAt = scrollY;
    }
    this.returning = isAside(this.screen) && screen === this.before;
    this.screen = screen;
    this.changed();
    this.dispatchEvent(new Event("screen"));
  }

  say(text: string): void {
    this.said = text;
    this.changed();
  }

  /** Everything that came from a file. What people typed stays: a brief may be written before the file is there. */
  protected forget(): void {
    this.busy = undefined;
    this.refusal = undefined;
    this.stopped = undefined;
    this.restarted = false;
    this.sample = false;
    this.fromDossier = false;
    this.inspection = undefined;
    this.recipe = undefined;
    this.files = [];
    this.earlierChoices = undefined;
    this.release = undefined;
    this.risk = undefined;
    this.neighbours = undefined;
    this.surveyed = undefined;
    this.trees = new Map();
    this.fileTrees = new Map();
    this.ladderRefusal = undefined;
    this.earlier = undefined;
    this.releasedFor = "";
    this.countedFor = "";
    this.stale = false;
    this.rowsStale = false;
    this.rowsArePeople = false;
    this.reading = {};
    this.overview = undefined;
    this.advice = undefined;
    this.personas = [];
    this.openPersona = undefined;
    this.openSegment = undefined;
    this.touched = new Set();
    this.ordering = undefined;
    this.delivered = false;
    this.trail = [];
    this.explanation = undefined;
    this.likeDossier = undefined;
    this.dossierFigures = undefined;
    this.replacing = undefined;
    this.work = { ...this.work, names: [], edits: [] };
  }
}
