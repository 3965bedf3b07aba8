// A workbook in the worker: a second wasm module, there only while a workbook is read, turns one sheet into CSV in steps. Its
// memory goes with it. It imports nothing.
import type { Refusal, SheetRead } from "../generated/gezicht";

/** What the module offers; see `sheets/src/wasm.rs`. */
interface Sheets {
  memory: WebAssembly.Memory;
  reserve(bytes: number): number;
  open(): number;
  survey(): number;
  default_sheet(): number;
  convert(sheet: number): number;
  next(): number;
  share(): number;
  text_at(): number;
  text_length(): number;
}

const BUSY = 0;
const REFUSED = 2;

/** Whether a file begins as a workbook does: a zip, or the container of old and of encrypted Office files. */
export function looksLikeWorkbook(head: Uint8Array): boolean {
  const begins = (bytes: number[]): boolean => bytes.every((byte, at) => head[at] === byte);
  return begins([0x50, 0x4b, 3, 4]) || begins([0x50, 0x4b, 5, 6]) || begins([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
}

/** The workbook is refused. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super("refused");
  }
}

/** The module broke down: too little memory, or a mistake of ours. The engine itself is whole. */
export class SheetsBroken extends Error {}

export class Workbook {
  readonly #sheets: Sheets;
  readonly #at: number;
  readonly #size: number;
  #filled = 0;

  private constructor(sheets: Sheets, size: number) {
    this.#sheets = sheets;
    this.#size = size;
    this.#at = guarded(() => sheets.reserve(size)) >>> 0;
  }

  /** Room for a workbook of so many bytes, in a new instance of the module. */
  static async make(module: ArrayBuffer, size: number): Promise<Workbook> {
    const { instance } = await WebAssembly.instantiate(module, {});
    return new Workbook(instance.exports as unknown as Sheets, size);
  }

  /** Takes the next bytes of the file. */
  fill(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > this.#size) throw new SheetsBroken();
    new Uint8Array(this.#sheets.memory.buffer, this.#at + this.#filled, bytes.length).set(bytes);
    this.#filled += bytes.length;
  }

  open(): void {
    this.#call(() => this.#sheets.open());
  }

  /** Looks through the sheets, a step; true while there is more. */
  survey(): boolean {
    return this.#call(() => this.#sheets.survey()) === BUSY;
  }

  /** Begins with the sheet that the person chose, or the visible one with the most rows. To be asked after the survey. */
  begin(chosen: number | undefined): SheetRead {
    const { format, sheets } = JSON.parse(new TextDecoder().decode(this.#text())) as Required<Pick<SheetRead, "format" | "sheets">>;
    const number = chosen ?? guarded(() => this.#sheets.default_sheet());
    if (number === 0 && chosen === undefined) throw this.#refused();
    this.#call(() => this.#sheets.convert(number));
    return { number, chosen: chosen !== undefined, sheets, format };
  }

  /** The next piece of CSV (of use until the next call), and whether there is more. */
  next(): { piece: Uint8Array; more: boolean } {
    const more = this.#call(() => this.#sheets.next()) === BUSY;
    return { piece: this.#text(), more };
  }

  /** How far the survey or the conversion is, from 0 to 1. */
  share(): number {
    return guarded(() => this.#sheets.share());
  }

  #text(): Uint8Array {
    return new Uint8Array(this.#sheets.memory.buffer, this.#sheets.text_at() >>> 0, this.#sheets.text_length());
  }

  #refused(): Refused {
    return new Refused(JSON.parse(new TextDecoder().decode(this.#text())) as Refusal);
  }

  #call(work: () => number): number {
    const answer = guarded(work);
    if (answer === REFUSED) throw this.#refused();
    return answer;
  }
}

function guarded(work: () => number): number {
  try {
    return work();
  } catch {
    throw new SheetsBroken();
  }
}
