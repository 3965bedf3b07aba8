// The paper frame: lays out one paper and prints itself. What is not for paper is taken out, and nothing in it can run.
import type { OuterToPaper, PaperToOuter } from "../protocol";
import { killWaysOut } from "./kill";
import { policy } from "./trusted";

killWaysOut(["Worker", "open", "FontFace", "Audio"]);

const outer = parent;
const tellOuter = (message: PaperToOuter): void => outer.postMessage(message, "*");
// Parsed into a document without a window, where nothing loads or runs; only what is left after `clean` is shown.
const parsing = policy({ createHTML: (text) => text });

const NOT_FOR_PAPER = "script,style,link,meta,base,iframe,frame,object,embed,applet,portal,form,input,button,textarea,select,audio,video,source,track,template,foreignObject,animate,set";

function clean(root: Element): void {
  for (const element of root.querySelectorAll(NOT_FOR_PAPER)) element.remove();
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      const loads = /^(?:xlink:)?(?:href|src|srcset|data|action|background|poster|ping)$/i.test(name);
      if (/^on/i.test(name) || (loads && !/^(?:#|data:image\/)/i.test(value))) element.removeAttribute(name);
    }
  }
}

/** Puts the paper in this document. Its styles become style sheet objects, which the policy allows. */
function lay(html: string): void {
  const paper = new DOMParser().parseFromString(parsing.createHTML(html) as string, "text/html");
  document.documentElement.lang = paper.documentElement.lang || "nl";
  document.adoptedStyleSheets = [...paper.querySelectorAll("style")].map((style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent ?? "");
    return sheet;
  });
  clean(paper.body);
  document.body.className = paper.body.className;
  document.body.replaceChildren(...[...paper.body.childNodes].map((node) => document.importNode(node, true)));
}

/** When the pictures are in. (Animation frames do not come to a frame that is off the screen.) */
async function drawn(): Promise<void> {
  const pictures = Promise.all([...document.images].map((picture) => picture.decode().catch(() => undefined)));
  await Promise.race([pictures, new Promise((done) => setTimeout(done, 1000))]);
}

addEventListener("message", ({ source, data }: MessageEvent<OuterToPaper>) => {
  if (source !== outer || data.type !== "print") return;
  lay(data.html);
  document.title = data.title;
  void drawn().then(() => {
    // Returns when the dialog is closed.
    print();
    tellOuter({ type: "printed" });
  });
});
tellOuter({ type: "paper-ready" });
