// The engine frame: a worker with the wasm module, and nothing else. It gets the File and passes it on.
import type { EngineToOuter, FrameToWorker, OuterToEngine, WorkerToFrame } from "../protocol";
import { killWaysOut } from "./kill";
import { policy } from "./trusted";
import { unpack } from "./unpack";

const NewWorker = Worker;
const newBlobUrl = URL.createObjectURL.bind(URL);
killWaysOut(["Worker", "open", "Image", "Audio", "FontFace"]);

const outer = parent;
const tellOuter = (message: EngineToOuter): void => outer.postMessage(message, "*");
const text = (id: string): string => document.getElementById(id)?.textContent ?? "";

let lost = false;
function lose(): void {
  if (lost) return;
  lost = true;
  // Outer throws this frame away and makes a new one: no half-dead engine is ever mended.
  tellOuter({ type: "lost" });
}

async function start(): Promise<void> {
  const source = newBlobUrl(new Blob([text("worker")], { type: "text/javascript" }));
  const url = policy({ createScriptURL: (u) => (u === source ? u : "") }).createScriptURL(source);
  const worker = new NewWorker(url, { name: "gezicht-engine" });
  worker.onerror = lose;
  worker.onmessageerror = lose;
  worker.onmessage = ({ data }: MessageEvent<WorkerToFrame>) => {
    if (data.type === "ready") tellOuter({ type: "ready" });
    else if (data.type === "sheets") sendModule("sheets").catch(lose);
    else lose();
  };
  const tell = (message: FrameToWorker, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);

  addEventListener("message", (event: MessageEvent<OuterToEngine>) => {
    if (event.source !== outer) return;
    const { data } = event;
    if (data.type === "port" && event.ports[0]) tell({ type: "port" }, [event.ports[0]]);
    if (data.type === "file") tell(data);
  });
  const sendModule = async (type: "start" | "sheets"): Promise<void> => {
    const module = await unpack(text(type === "start" ? "module" : "sheets"));
    tell({ type, module }, [module]);
  };
  await sendModule("start");
}

start().catch(lose);
