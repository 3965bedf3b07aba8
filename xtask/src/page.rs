//! Puts the page together: one outer page that holds its three frames as text.

use crate::policy::{meta, Needs};
use crate::run::{node_script, root};
use anyhow::{bail, Context, Result};
use base64::prelude::{Engine, BASE64_STANDARD};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::num::NonZeroU64;

/// A wasm module: as it runs, and gzipped as the page carries it.
pub struct Module {
    pub wasm: Vec<u8>,
    pub packed: Vec<u8>,
}

/// The whole of `dist/gezicht.html`: `engine` is started with the page, `sheets` when a workbook comes.
pub fn page(engine_module: &Module, sheets_module: &Module) -> Result<String> {
    let worker = bundle("www/worker/worker.ts")?;
    let engine = bundle("www/shell/engine.ts")?;
    let guard = bundle("www/shell/app.ts")?;
    let app = bundle("www/app/main.ts")?;
    let paper = bundle("www/shell/paper.ts")?;
    let outer = bundle("www/shell/outer.ts")?;
    let app_style = style("www/app/page.css")?;
    let outer_style = style("www/shell/outer.css")?;

    let engine_frame = frame(
        &meta(&Needs { scripts: vec![&engine], worker: true, trusted: "gezicht", ..Needs::default() }),
        "",
        &format!(
            "<script type=\"text/plain\" id=\"worker\">{worker}</script>\
             <script type=\"text/plain\" id=\"module\">{}</script>\
             <script type=\"text/plain\" id=\"sheets\">{}</script><script>{engine}</script>",
            BASE64_STANDARD.encode(&engine_module.packed),
            BASE64_STANDARD.encode(&sheets_module.packed)
        ),
    )?;
    let app_frame = frame(
        &meta(&Needs {
            scripts: vec![&guard, &app],
            styles: vec![&app_style],
            paints: true,
            trusted: "lit-html",
            ..Needs::default()
        }),
        &app_style,
        &format!("<gezicht-app></gezicht-app><script>{guard}</script><script>{app}</script>"),
    )?;
    let paper_frame = frame(
        &meta(&Needs { scripts: vec![&paper], paints: true, trusted: "gezicht", ..Needs::default() }),
        "",
        &format!("<script>{paper}</script>"),
    )?;

    let policy = meta(&Needs {
        scripts: vec![&outer, &engine, &guard, &app, &paper],
        styles: vec![&outer_style, &app_style],
        worker: true,
        paints: true,
        trusted: "gezicht lit-html",
    });
    let digest = |module: &Module| -> String {
        Sha256::digest(&module.wasm).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let digest = format!("{} {}", digest(engine_module), digest(sheets_module));
    let build = json!({ "version": env!("CARGO_PKG_VERSION"), "engine": digest, "policy": policy });
    // The app is the largest text of the page; the outer page unpacks it. The policy's hashes are over the unpacked scripts.
    let app_frame = BASE64_STANDARD.encode(gzip(app_frame.as_bytes())?);
    let frames = json!({ "engine": engine_frame, "app": app_frame, "paper": paper_frame });
    fill(
        "www/shell/outer.html",
        &[
            ("policy", &policy),
            ("style", &outer_style),
            ("build", &data(&build)),
            ("frames", &data(&frames)),
            ("script", &outer),
        ],
    )
}

/// Gzipped as small as it gets in some seconds a megabyte: more rounds gain a hundredth of a per cent.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let options = zopfli::Options {
        iteration_count: NonZeroU64::new(5).context("rounds")?,
        ..zopfli::Options::default()
    };
    let mut packed = Vec::new();
    zopfli::compress(options, zopfli::Format::Gzip, bytes, &mut packed)?;
    Ok(packed)
}

fn frame(policy: &str, style: &str, body: &str) -> Result<String> {
    // An empty `<style>` is an inline style too, and would be refused aloud.
    let style = if style.is_empty() { String::new() } else { format!("<style>{style}</style>") };
    fill("www/shell/frame.html", &[("policy", policy), ("style", &style), ("body", body)])
}

/// Fills the places `{{name}}` of a template, each once, from left to right: what is filled in is not looked at again.
fn fill(template: &str, values: &[(&str, &str)]) -> Result<String> {
    let text = std::fs::read_to_string(root().join(template)).with_context(|| template.to_owned())?;
    let mut filled = String::new();
    let mut rest = text.as_str();
    for (name, value) in values {
        let place = format!("{{{{{name}}}}}");
        let (before, after) =
            rest.split_once(&place).with_context(|| format!("{template} has no {place}"))?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    if rest.contains("{{") {
        bail!("{template} has a place that nothing fills, or in another order");
    }
    filled.push_str(rest);
    Ok(filled)
}

/// JSON that can stand inside a `<script>`: nothing in it can end the element.
fn data(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// One script from a module and all it imports.
fn bundle(entry: &str) -> Result<String> {
    let mut command = node_script("esbuild/bin/esbuild");
    command.args([
        entry,
        "--bundle",
        "--format=iife",
        "--target=es2022",
        "--minify",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
        "--conditions=production",
        "--loader:.svg=text",
        "--loader:.json=json",
        "--loader:.css=text",
        "--define:import.meta.url=\"\"",
    ]);
    let made = command.stderr(std::process::Stdio::inherit()).output().context("esbuild")?;
    if !made.status.success() {
        bail!("{entry} could not be bundled");
    }
    let text = String::from_utf8(made.stdout)?;
    let text = text.trim_end().to_owned();
    inert(entry, &text)?;
    Ok(text)
}

/// One style sheet from a file and all it imports.
fn style(path: &str) -> Result<String> {
    let mut command = node_script("esbuild/bin/esbuild");
    command.args([
        path,
        "--bundle",
        "--minify",
        "--charset=utf8",
        "--target=es2022",
        "--legal-comments=none",
        "--log-level=warning",
    ]);
    let made = command.stderr(std::process::Stdio::inherit()).output().context("esbuild")?;
    if !made.status.success() {
        bail!("{path} could not be bundled");
    }
    let text = String::from_utf8(made.stdout)?.trim().to_owned();
    inert(path, &text)?;
    Ok(text)
}

/// Refuses a text that would end the element it is put in, or change how the rest of it is read.
fn inert(name: &str, text: &str) -> Result<()> {
    let lower = text.to_lowercase();
    match ["</script", "</style", "<!--", "<script"].iter().find(|part| lower.contains(**part)) {
        Some(part) => bail!("{name} holds `{part}`, which cannot stand inside an inline script or style"),
        None => Ok(()),
    }
}
