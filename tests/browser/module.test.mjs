// What the wasm module may ask of its host and what it offers: lists short enough to read.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import zlib from "node:zlib";
import { PAGE } from "./support.mjs";

/** The modules as they are in the page, not as they lie beside it. */
function shipped() {
  const html = fs.readFileSync(PAGE, "utf8");
  const frames = JSON.parse(/<script type="application\/json" id="frames">(.*?)<\/script>/s.exec(html)[1]);
  const unpacked = (base64) => zlib.gunzipSync(Buffer.from(base64, "base64"));
  const [module, sheets] = ["module", "sheets"].map((id) => {
    const base64 = new RegExp(`id="${id}">([^<]*)</script>`).exec(frames.engine)[1];
    return new WebAssembly.Module(unpacked(base64));
  });
  frames.app = unpacked(frames.app).toString("utf8");
  return { html, frames, module, sheets };
}

test("the module imports two functions, and neither reaches network, storage or page", () => {
  const imports = WebAssembly.Module.imports(shipped().module).map(({ name, kind }) => `${kind} ${name.replace(/_[0-9a-f]{16}$/, "")}`);
  assert.deepEqual(imports.sort(), [
    "function __wbg___wbindgen_throw", // throws an error with a text of wasm-bindgen's own
    "function __wbindgen_init_externref_table", // reserves `undefined`, `null`, `true` and `false`
  ]);
});

test("the module offers the session and its memory, and nothing else", () => {
  const names = WebAssembly.Module.exports(shipped().module).map(({ name }) => name);
  assert.deepEqual(names.sort(), [
    "__abort_handler",
    "__externref_table_dealloc",
    "__instance_terminated",
    "__wbg_session_free",
    "__wbindgen_externrefs",
    "__wbindgen_free",
    "__wbindgen_malloc",
    "__wbindgen_realloc",
    "__wbindgen_start",
    "memory",
    "memory_bytes",
    "session_command",
    "session_new",
    "session_push",
    "session_step",
  ]);
});

test("the module for workbooks imports nothing, and offers one workbook and its CSV", () => {
  const { sheets } = shipped();
  assert.deepEqual(WebAssembly.Module.imports(sheets), []);
  const names = WebAssembly.Module.exports(sheets).map(({ name }) => name);
  assert.deepEqual(names.sort(), [
    "__data_end", // two numbers of the linker's
    "__heap_base",
    "convert",
    "default_sheet",
    "memory",
    "next",
    "open",
    "reserve",
    "share",
    "survey",
    "text_at",
    "text_length",
  ]);
});

test("the page names no other host", () => {
  const { html, frames } = shipped();
  const text = html.replace(/<script type="application\/json" id="frames">.*?<\/script>/s, "") + Object.values(frames).join("\n");
  const addresses = new Set(text.match(/\b(?:https?|wss?):\/\/[a-z0-9.-]+[a-z0-9/]*/gi));
  // Names of XML languages, which nobody fetches.
  for (const known of ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1999/xlink", "http://www.w3.org/1998/Math/MathML"]) {
    addresses.delete(known);
  }
  assert.deepEqual([...addresses].filter((address) => !address.startsWith("https://portaal.voorbeeld")), []);
});
