// 3 Privacy: ladders of a person's own. What is shown of one comes from the engine, which names only what at least k people carry; what a
// person draws on it (groups, edges) is told from that and from what they typed, so that drawing asks no figure of anyone.
import type { Texts } from "../../texts/nl.js";
import type { LadderSource, LadderTree, Reply } from "../types.js";
import { PrivacyStep } from "./privacy.js";

/** How a ladder comes about. */
export type LadderKind = "automatic" | "groups" | "edges" | "file";

export const kindOf = (source: LadderSource | undefined): LadderKind => {
  if (source === undefined) return "automatic";
  if (typeof source === "string" || Array.isArray(source)) return "file";
  return "groups" in source ? "groups" : "edges";
};

export class LadderStep extends PrivacyStep {
  /** Asked for, not yet here. */
  #looking = new Set<string>();

  ladderOf(column: string): LadderSource | undefined {
    return this.recipe?.columns[column]?.ladder;
  }

  /** The ladder that Gezicht makes for a column, asked once. */
  async lookAt(column: string): Promise<void> {
    if (this.trees.has(column) || this.#looking.has(column) || !this.release) return;
    this.#looking.add(column);
    const tree = this.#tree(column, await this.#asked(column, undefined));
    if (tree) this.trees = new Map([...this.trees, [column, tree]]);
    const source = this.ladderOf(column);
    if (typeof source === "string" && !this.fileTrees.get(source)?.levels.length) {
      const taken = this.#tree(column, await this.#asked(column, source));
      if (taken) this.fileTrees = new Map([...this.fileTrees, [source, taken]]);
    }
    this.#looking.delete(column);
    this.changed();
  }

  setLadder(column: string, source: LadderSource | undefined, told: (words: Texts["privacy"]["history"]) => string, what?: string): void {
    if (!this.recipe) return;
    this.ladderRefusal = undefined;
    const { ladder: _, ...choice } = this.recipe.columns[column] ?? {};
    // A step of another ladder says nothing about this one.
    const { [column]: __, ...levels } = this.recipe.privacy.levels ?? {};
    const columns = { ...this.recipe.columns, [column]: { ...choice, ...(source === undefined ? {} : { ladder: source }) } };
    this.amend({ ...this.recipe, columns, privacy: { ...this.recipe.privacy, levels } }, (t) => told(t.privacy.history), [column], what && `${what} ${column}`);
  }

  protected override async takeLadder(column: string, file: number): Promise<void> {
    const reply = await this.watched("privacy", (engine, options) => engine.load(file, { ...options, ladder: column }), true);
    if (!reply) this.#notHere(column);
    const tree = this.#tree(column, reply);
    if (tree?.file != null) {
      this.fileTrees = new Map([...this.fileTrees, [tree.file, tree]]);
      this.setLadder(column, tree.file, (words) => words.file(column));
    }
    this.changed();
  }

  /** The ladder as it is now, as a file. */
  async saveLadder(column: string): Promise<void> {
    const tree = this.#tree(column, await this.#asked(column, this.ladderOf(column)));
    const name = column.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase();
    // The mark tells a spreadsheet how the letters are written.
    if (tree) await this.outer?.save({ file_name: `ladder-${name}.csv`, mime: "text/csv", body: `\ufeff${tree.csv}` });
    this.changed();
  }

  async #asked(column: string, source: LadderSource | undefined): Promise<Reply | undefined> {
    this.makeWay();
    return this.engine?.request({ command: "ladder", column, ...(source === undefined ? {} : { ladder: source }) }).catch(() => undefined);
  }

  #tree(column: string, reply: Reply | undefined): LadderTree | undefined {
    if (reply?.reply === "refused") this.ladderRefusal = { column, refusal: reply.body };
    return reply?.reply === "ladder" ? reply.body : undefined;
  }

  /** A refusal of a ladder is told beside the ladder. */
  #notHere(column: string): void {
    if (!this.refusal) return;
    this.ladderRefusal = { column, refusal: this.refusal.refusal };
    this.refusal = undefined;
  }
}
