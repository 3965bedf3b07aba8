// The store: all state of the page, and every conversation with the engine. Components read it and call its verbs; none of
// them talks to the engine or to the outer page by itself. The subjects are in `store/`; here are papers and dossiers.
import type { Language, Paper, PaperKind, Work } from "./types.js";
import { EMPTY_BRIEF, emptyWork } from "./work.js";
import { textsOf } from "../texts/of.js";
import { GroupSteps } from "./store/groups.js";

export class Store extends GroupSteps {
  /** What `keep` held when the frame before this one was lost. */
  async restore(state: string): Promise<void> {
    let kept: { lang?: Language; work?: Work; dossier?: string };
    try {
      kept = JSON.parse(state) as typeof kept;
    } catch {
      return;
    }
    if (kept.lang) this.setLanguage(kept.lang);
    if (kept.dossier) await this.openDossier(kept.dossier);
    if (kept.work) this.work = kept.work;
    this.restarted = true;
    this.dirty();
  }

  /** What one does and does not see, about the figures as they are now. */
  async explain(): Promise<void> {
    const reply = await this.hear({ command: "explain" });
    if (reply?.reply !== "explanation") return;
    this.explanation = reply.body;
    this.changed();
  }

  /** What was decided and made until now. */
  async readTrail(): Promise<void> {
    const reply = await this.hear({ command: "trail" });
    if (reply?.reply !== "trail") return;
    this.trail = reply.body;
    this.changed();
  }

  async paper(paper: PaperKind): Promise<Paper | undefined> {
    const reply = await this.quiet({ command: "paper", paper, language: this.lang, work: this.work });
    return reply?.reply === "paper" ? reply.body : undefined;
  }

  async savePaper(kind: PaperKind): Promise<boolean> {
    const paper = await this.paper(kind);
    return this.went(paper !== undefined && ((await this.outer?.save(paper)) ?? false));
  }

  /** The protected rows, or their certificate. */
  async saveRows(kind: PaperKind, words: string): Promise<boolean> {
    const paper = await this.paper(kind);
    const saved = paper !== undefined && ((await this.outer?.save(paper)) ?? false);
    if (saved) this.say(textsOf(this.lang).deliver.saved(words));
    this.changed();
    return saved;
  }

  async printPaper(kind: PaperKind): Promise<boolean> {
    const paper = await this.paper(kind);
    return this.went(paper !== undefined && ((await this.outer?.print(paper)) ?? false));
  }

  protected went(ok: boolean): boolean {
    this.delivered ||= ok;
    this.changed();
    void this.readTrail();
    return ok;
  }

  async saveDossier(): Promise<boolean> {
    const reply = await this.quiet({ command: "save_dossier", work: this.work });
    if (reply?.reply !== "paper") return false;
    this.lastDossier = reply.body.body;
    const saved = (await this.outer?.save(reply.body)) ?? false;
    if (saved) {
      this.unsaved = false;
      this.outer?.unsaved(false);
    }
    this.keep();
    this.changed();
    return saved;
  }

  async openDossier(json: string): Promise<void> {
    if (this.tookKey(json)) return;
    const reply = await this.quiet({ command: "open_dossier", json });
    if (reply?.reply !== "dossier") return;
    this.forget();
    this.begin();
    const { recipe, overview, personas, work } = reply.body;
    this.fromDossier = true;
    this.recipe = recipe;
    this.overview = overview ?? undefined;
    this.personas = personas;
    this.work = { brief: { ...EMPTY_BRIEF, ...work.brief }, names: work.names ?? [], edits: work.edits ?? [] };
    this.ordering = overview?.segments.map((segment) => `${segment.id}:${segment.size}`).join();
    this.unsaved = false;
    this.outer?.unsaved(false);
    this.lastDossier = json;
    this.keep();
    this.go(personas.length > 0 ? "personas" : overview ? "segments" : "brief");
    this.changed();
  }

  async wipe(): Promise<void> {
    await this.quiet({ command: "wipe" });
    this.forget();
    this.work = emptyWork();
    this.begin();
    this.unsaved = false;
    this.outer?.unsaved(false);
    this.lastDossier = undefined;
    this.fileNumber = undefined;
    // The key is overwritten by now; the memory goes with its engine, and the next file meets a new one.
    await this.outer?.wipe();
    this.go("wiped");
  }
}

export const store = new Store();
