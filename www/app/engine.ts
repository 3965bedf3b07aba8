// The engine as the page sees it: a promise for each request, progress beside it, and a cancel.
import type { Command, Options, Progress, Reply } from "../generated/gezicht";
import type { FromWorker, ToWorker } from "../protocol";

/** The engine was replaced while a request was under way: what was loaded is gone. */
export class EngineRestarted extends Error {
  override readonly name = "EngineRestarted";
}

/** The file cannot be read (any more), or page and engine are of different versions. */
export class EngineMistake extends Error {
  override readonly name = "EngineMistake";
  constructor(readonly what: "unknown-command" | "unreadable-file") {
    super(what);
  }
}

interface Pending {
  resolve(value: Reply | number): void;
  reject(error: Error): void;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** Options of a request. */
export interface RequestOptions {
  onProgress?: (progress: Progress) => void;
}

/** Speaks to the worker over the port that the outer page hands over. Requests are answered in order. */
export class EngineClient {
  #port: MessagePort | undefined;
  #next = 1;
  readonly #pending = new Map<number, Pending>();

  /** Takes a (new) port. What was asked over the old one fails with `EngineRestarted`. */
  attach(port: MessagePort): void {
    this.#port?.close();
    for (const pending of this.#pending.values()) pending.reject(new EngineRestarted());
    this.#pending.clear();
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
  }

  /** Whether a request is under way. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /** Sends a command; resolves with its reply, also when that is `refused` or `cancelled`. */
  request(command: Command, options: RequestOptions = {}): Promise<Reply> {
    return this.#ask((id) => ({ type: "command", id, command }), options) as Promise<Reply>;
  }

  /** Reads the file that `file-chosen` numbered; resolves with the reply to `close` (or a refusal on the way). `beside`: a further file beside the first one; `ladder`: the ladder of that column. */
  load(file: number, options: RequestOptions & { read?: Options; beside?: boolean; ladder?: string } = {}): Promise<Reply> {
    const { read, beside, ladder } = options;
    const message = (id: number): ToWorker => ({ type: "load", id, file, ...(read ? { read } : {}), ...(beside ? { beside } : {}), ...(ladder === undefined ? {} : { ladder }) });
    return this.#ask(message, options) as Promise<Reply>;
  }

  /** Bytes of memory the engine holds. */
  memory(): Promise<number> {
    return this.#ask((id) => ({ type: "memory", id }), {}) as Promise<number>;
  }

  /** Stops what runs; its promise resolves with `cancelled`. Nothing happens when nothing runs. */
  cancel(): void {
    this.#port?.postMessage({ type: "cancel" } satisfies ToWorker);
  }

  /** Stops a search; its promise resolves with what comes of the best found so far. Nothing happens when nothing searches. */
  settle(): void {
    this.#port?.postMessage({ type: "settle" } satisfies ToWorker);
  }

  #ask(message: (id: number) => ToWorker, { onProgress }: RequestOptions): Promise<Reply | number> {
    const port = this.#port;
    if (!port) return Promise.reject(new EngineRestarted());
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress });
      port.postMessage(message(id));
    });
  }

  #receive(message: FromWorker): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.type === "progress") return pending.onProgress?.(message.progress);
    this.#pending.delete(message.id);
    if (message.type === "mistake") pending.reject(new EngineMistake(message.what));
    else pending.resolve(message.type === "memory" ? message.bytes : message.reply);
  }
}
