// Where the page starts: the store gets its engine and its outer page, then the first screen is drawn.
import { ShellClient } from "../shell/client";
import "./app.js";
import type { EngineLike } from "./ports.js";
import { store } from "./store.js";

const shell = new ShellClient();
// Whoever holds the page may speak to its shell: the tests do.
Object.assign(document.querySelector("gezicht-app") ?? {}, { shell });

// The client speaks the generated types; `types.ts` says the same things as JSON carries them.
store.connect(shell.engine as unknown as EngineLike, {
  pickFile: (accept) => shell.tell({ type: "pick-file", ...(accept === undefined ? {} : { accept }) }),
  pickDossier: () => shell.tell({ type: "open-dossier" }),
  save: (paper) => shell.download({ name: paper.file_name, mime: paper.mime, text: paper.body, pick: true }),
  print: (paper) => shell.print(paper.body, paper.file_name),
  unsaved: (dirty) => shell.tell({ type: "dirty", dirty }),
  title: (text) => shell.tell({ type: "title", text }),
  language: (language) => shell.tell({ type: "language", language }),
  wipe: () => shell.wipe(),
  keep: (state) => shell.tell({ type: "keep", state }),
});

shell.start((event) => {
  switch (event.type) {
    case "welcome":
      store.build = event.build;
      if (event.state !== undefined) void store.restore(event.state);
      store.changed();
      return;
    case "restarted":
      return void store.revive();
    case "file-chosen":
      return void store.chosen(event.file, event.by);
    case "dossier-text":
      return void store.openDossier(event.text);
  }
});
