// What people type: the brief, names, edits.
import type { Brief, Edit, Work } from "../types.js";
import { History, type Told } from "./history.js";

export class Typed extends History {
  setBrief(field: keyof Brief, value: string): void {
    if (this.work.brief[field] === value) return;
    this.retype({ ...this.work, brief: { ...this.work.brief, [field]: value } }, (t) => t.history.brief(t.brief.fields[field].label));
  }

  nameOf(segment: number): string {
    const typed = this.work.names.find(([id]) => id === segment)?.[1];
    return typed ?? this.overview?.segments.find((candidate) => candidate.id === segment)?.name[this.lang] ?? "";
  }

  rename(segment: number, name: string): void {
    const names = this.work.names.filter(([id]) => id !== segment);
    const proposed = this.overview?.segments.find((candidate) => candidate.id === segment)?.name[this.lang];
    if (name.trim() !== "" && name.trim() !== proposed) names.push([segment, name.trim()]);
    names.sort((a, b) => a[0] - b[0]);
    this.retype({ ...this.work, names }, (t) => t.history.name(segment));
  }

  editOf(segment: number, key: string): string | undefined {
    return this.work.edits.find((edit) => edit.segment === segment && edit.key === key && edit.language === this.lang)?.text;
  }

  /** An empty text takes the edit back. */
  edit(segment: number, key: string, text: string, original: string): void {
    const same = (edit: Edit): boolean => edit.segment === segment && edit.key === key && edit.language === this.lang;
    const edits = this.work.edits.filter((edit) => !same(edit));
    const clean = text.trim();
    if (clean !== "" && clean !== original) edits.push({ segment, key, language: this.lang, text: clean });
    this.retype({ ...this.work, edits }, (t) => t.history.sentence);
  }

  protected retype(work: Work, told: Told): void {
    this.record(told);
    this.work = work;
    this.dirty();
  }
}
