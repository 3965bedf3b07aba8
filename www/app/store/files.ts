// 2 Data: files beside the first one, and the key that codes are made with.
import { type Use, broughtBy, useOf, withFate, withUse } from "../uses.js";
import type { Attached, Reading, Recipe, Role } from "../types.js";
import { FileStep } from "./file.js";

export class FilesStep extends FileStep {
  /** What the next chosen file or text is for. */
  #wanted: "beside" | "key" | { ladder: string } | undefined;
  /** Numbers by which the outer page knows the files beside the first one. */
  #numbers = new Map<number, number>();
  /** A key file that waits for its passphrase. Held here only. */
  #keyText: string | undefined;
  /** What was last done with a key file. */
  keyDone: "saved" | "opened" | undefined;

  override pickFile(): void {
    this.#wanted = undefined;
    super.pickFile();
  }

  override pickDossier(): void {
    this.#wanted = undefined;
    super.pickDossier();
  }

  pickBeside(): void {
    this.#wanted = "beside";
    this.outer?.pickFile();
  }

  /** A ladder file for a column. */
  pickLadder(column: string): void {
    this.#wanted = { ladder: column };
    this.outer?.pickFile(".csv,.txt,text/csv");
  }

  /** The outer page has a ladder file for a column. */
  protected takeLadder(_column: string, _file: number): Promise<void> {
    return Promise.resolve();
  }

  pickKey(): void {
    this.#wanted = "key";
    this.outer?.pickDossier();
  }

  /** The outer page has a file: the first one, or one beside it. What is dropped is always a first one. */
  async chosen(file: number, by: "picker" | "drop"): Promise<void> {
    const wanted = by === "picker" && this.inspection !== undefined ? this.#wanted : undefined;
    const beside = wanted === "beside";
    this.#wanted = undefined;
    if (typeof wanted === "object") return this.takeLadder(wanted.ladder, file);
    await (beside ? this.attach(file, {}) : this.openFile(file));
  }

  /** A text came in: a dossier, or the key file that was asked for. Says whether it was the latter. */
  protected tookKey(text: string): boolean {
    if (this.#wanted !== "key") return false;
    this.#wanted = undefined;
    this.#keyText = text;
    this.changed();
    return true;
  }

  get keyWaits(): boolean {
    return this.#keyText !== undefined;
  }

  async attach(number: number, reading: Reading): Promise<void> {
    const reply = await this.watched("data", (engine, options) => engine.load(number, { ...options, read: reading, beside: true }));
    if (reply?.reply === "attached") {
      this.#numbers.set(reply.body.file, number);
      this.files = [...this.files.filter((file) => file.file !== reply.body.file), reply.body].sort((a, b) => a.file - b.file);
      this.#dropped();
    }
    this.changed();
  }

  /** Its column names are on the line that was found: the person says so. */
  async confirmBeside(file: Attached): Promise<void> {
    const number = this.#numbers.get(file.file);
    if (number === undefined) return;
    if (!(await this.#let(file.file))) return;
    await this.attach(number, { header_line: file.inspection.dialect.header_line });
  }

  async detach(file: Attached): Promise<void> {
    if (await this.#let(file.file)) this.dirty();
  }

  /** The engine lets a file go; nothing speaks of it any more, also not what can be taken back. */
  async #let(number: number): Promise<boolean> {
    const file = this.files.find((candidate) => candidate.file === number);
    if (!file || !(await this.ask("data", { command: "detach", file: number }))) return false;
    this.#unsay(file);
    this.files = this.files.filter((candidate) => candidate.file !== number);
    this.#numbers.delete(number);
    this.#dropped();
    return true;
  }

  #unsay(file: Attached): void {
    const without = (recipe: Recipe): Recipe => withUse(recipe, file, undefined);
    this.retell((recipe, touched) => ({ recipe: without(recipe), touched }));
    if (this.recipe) this.recipe = without(this.recipe);
  }

  protected override besidesGo(): void {
    for (const file of this.files) this.#unsay(file);
  }

  /** The engine dropped what it had made: figures have to be made again. */
  #dropped(): void {
    this.releasedFor = "";
    this.countedFor = "";
    this.compare();
  }

  setUse(file: Attached, use: Use | undefined): void {
    if (!this.recipe) return;
    const before = this.besideOf(file);
    let recipe = withUse(this.recipe, file, use);
    // What the file brings keeps the choice that was made for it.
    if (use?.kind === "join") recipe = withFate(recipe, broughtBy(file, use), before.role, before.ground);
    this.amend(recipe, (t) => t.history.file(file.file), [], `use ${file.file}`);
  }

  /** What happens with what a joined file brings, and on which ground. */
  besideOf(file: Attached): { role: Role; ground: string } {
    const choice = this.recipe?.columns[file.flag];
    return { role: choice?.role ?? "sensitive", ground: choice?.ground ?? "" };
  }

  setBeside(file: Attached, role: Role, ground: string): void {
    if (!this.recipe) return;
    const names = broughtBy(file, useOf(this.recipe, file.file));
    this.amend(withFate(this.recipe, names, role, ground.trim()), (t) => t.history.file(file.file), [], `beside ${file.file} ${role}`);
  }

  /** The key as a file, under a passphrase. */
  async saveKey(passphrase: string): Promise<void> {
    // The file lists the kinds of numbers that are used, so the engine has to know the choices.
    const recipe = this.whole();
    if (!recipe || !(await this.ask("data", { command: "configure", recipe }))) return;
    const reply = await this.ask("data", { command: "save_key", passphrase });
    if (reply?.reply !== "key_file") return;
    if ((await this.outer?.save(reply.body)) ?? false) this.keyDone = "saved";
    this.changed();
  }

  async openKey(passphrase: string): Promise<void> {
    if (this.#keyText === undefined) return;
    const reply = await this.ask("data", { command: "open_key", json: this.#keyText, passphrase });
    if (!reply) return;
    this.#keyText = undefined;
    this.keyDone = "opened";
    this.changed();
  }

  protected override forget(): void {
    super.forget();
    this.#numbers = new Map();
    this.#keyText = undefined;
    this.keyDone = undefined;
  }
}
