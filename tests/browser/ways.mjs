// Every way out we know of, as functions that run inside a document or a worker. Each tries, and fails in silence.
// `at` is a base address that ends in `/<where>/`; a way that does not make a request of its own uses a name or a port.

/** Ways that leave the document standing. */
export function tryQuietly({ at, ports, where, suffix }) {
  const tried = [];
  const way = (name, attempt) => {
    tried.push(name);
    try {
      Promise.resolve(attempt(at + name)).catch(() => undefined);
    } catch {
      // Refused: that is the point.
    }
  };
  const inDocument = typeof document !== "undefined";
  const ws = (url) => url.replace(/^http/, "ws");
  const ice = { iceServers: [{ urls: `stun:127.0.0.1:${ports.stun}` }, { urls: `turn:127.0.0.1:${ports.turn}?transport=tcp`, username: "u", credential: "c" }] };

  way("fetch", (url) => fetch(url, { mode: "no-cors" }));
  way("fetch-keepalive", (url) => fetch(url, { mode: "no-cors", method: "POST", body: "x", keepalive: true }));
  way("xhr", (url) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.send("x");
  });
  way("websocket", (url) => new WebSocket(ws(url)));
  way("eventsource", (url) => new EventSource(url));
  way("import", (url) => import(url));
  way("webtransport", () => new WebTransport(`https://127.0.0.1:${ports.quic}/`).ready);
  way("worker", (url) => new Worker(url));
  way("worker-fetch", (url) => new Worker(URL.createObjectURL(new Blob([`fetch(${JSON.stringify(url)},{mode:"no-cors"})`]))));
  way("worker-importscripts", (url) => new Worker(URL.createObjectURL(new Blob([`importScripts(${JSON.stringify(url)})`]))));
  if (!inDocument) {
    way("importscripts", (url) => importScripts(url));
    return tried;
  }

  const body = document.body ?? document.documentElement;
  const add = (tag, attributes, to = body) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    to.append(element);
    return element;
  };
  const sheet = (css) => {
    const made = new CSSStyleSheet();
    made.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, made];
  };
  way("beacon", (url) => navigator.sendBeacon(url, "x"));
  way("image", (url) => add("img", { src: url }));
  way("image-object", (url) => (new Image().src = url));
  way("image-srcset", (url) => add("img", { srcset: `${url} 1x` }));
  way("input-image", (url) => add("input", { type: "image", src: url }));
  way("svg-image", (url) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
    image.setAttribute("href", url);
    svg.append(image);
    body.append(svg);
  });
  way("style-attribute", (url) => add("div", { style: `width:9px;height:9px;background-image:url("${url}")` }));
  way("style-element", (url) => (add("style", {}).textContent = `@import url("${url}");`));
  way("style-sheet-object", (url) => {
    sheet(`.leak-sheet{width:9px;height:9px;background-image:url("${url}")}`);
    add("div", { class: "leak-sheet" });
  });
  way("font", (url) => {
    sheet(`@font-face{font-family:leak;src:url("${url}")}.leak-font{font-family:leak}`);
    add("div", { class: "leak-font" }).textContent = "x";
  });
  way("font-face", (url) => new FontFace("leak2", `url("${url}")`).load());
  way("link-stylesheet", (url) => add("link", { rel: "stylesheet", href: url }));
  way("link-preload", (url) => add("link", { rel: "preload", as: "image", href: url }));
  way("link-prefetch", (url) => add("link", { rel: "prefetch", href: url }));
  way("link-modulepreload", (url) => add("link", { rel: "modulepreload", href: url }));
  way("link-icon", (url) => add("link", { rel: "icon", href: url }, document.head));
  way("link-dns-prefetch", () => add("link", { rel: "dns-prefetch", href: `http://dns-${where}.${suffix}/` }));
  way("link-preconnect", () => add("link", { rel: "preconnect", href: `http://127.0.0.1:${ports.preconnect}/` }));
  way("link-preconnect-name", () => add("link", { rel: "preconnect", href: `http://connect-${where}.${suffix}/` }));
  way("script", (url) => add("script", { src: url }));
  way("iframe", (url) => add("iframe", { src: url }));
  way("iframe-srcdoc", (url) => add("iframe", { srcdoc: `<img src="${url}">` }));
  way("iframe-fetch", (url) => add("iframe", {}).contentWindow.fetch(url, { mode: "no-cors" }));
  way("iframe-navigate", (url) => (add("iframe", {}).contentWindow.location = url));
  way("object", (url) => add("object", { data: url }));
  way("embed", (url) => add("embed", { src: url }));
  way("video", (url) => add("video", { src: url, preload: "auto" }));
  way("video-poster", (url) => add("video", { poster: url }));
  way("audio", (url) => add("audio", { src: url, preload: "auto" }));
  way("track", (url) => {
    const video = add("video", {});
    const track = add("track", { src: url, default: "" }, video);
    track.track.mode = "hidden";
  });
  way("anchor-ping", (url) => add("a", { href: "javascript:void 0", ping: url }).click());
  way("shared-worker", (url) => new SharedWorker(url).port.start());
  way("audio-worklet", (url) => new AudioContext().audioWorklet.addModule(url));
  way("paint-worklet", (url) => CSS.paintWorklet.addModule(url));
  const rtc = (make) => {
    const connection = make();
    connection.createDataChannel("x");
    return connection.createOffer().then((offer) => connection.setLocalDescription(offer));
  };
  way("webrtc", () => rtc(() => new RTCPeerConnection(ice)));
  way("webrtc-frame", () => rtc(() => new (add("iframe", {}).contentWindow.RTCPeerConnection)(ice)));
  way("opener", (url) => (top.opener.location = url));
  return tried;
}

/** Ways that lead a document away, or bring another to the front; each needs a document of its own. */
export const NAVIGATIONS = ["self", "parent", "top", "meta-refresh", "form-self", "form-top", "anchor-self", "anchor-top", "anchor-blank", "reload-blob", "open", "download", "form-frame", "form-blank"];

/** Tries one of them. */
export function tryNavigation({ at, name }) {
  const url = `${at}${name}`;
  const add = (tag, attributes, to) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    (to ?? document.body).append(element);
    return element;
  };
  const ways = {
    self: () => (location.href = url),
    parent: () => (parent.location.href = url),
    top: () => (top.location.href = url),
    "meta-refresh": () => add("meta", { "http-equiv": "refresh", content: `0;url=${url}` }, document.head),
    "form-self": () => add("form", { action: url, method: "post" }).submit(),
    "form-top": () => add("form", { action: url, target: "_top" }).submit(),
    "anchor-self": () => add("a", { href: url }).click(),
    "anchor-top": () => add("a", { href: url, target: "_top" }).click(),
    "anchor-blank": () => add("a", { href: url, target: "_blank" }).click(),
    open: () => open(url),
    download: () => add("a", { href: url, download: "x" }).click(),
    "form-frame": () => {
      add("iframe", { name: "leak-target" });
      add("form", { action: url, method: "post", target: "leak-target" }).submit();
    },
    "form-blank": () => add("form", { action: url, method: "post", target: "_blank" }).submit(),
    // A document of our own making, in the hope that it has no policy.
    "reload-blob": () => (location.href = URL.createObjectURL(new Blob([`<script>location=${JSON.stringify(url)}</script>`], { type: "text/html" }))),
  };
  try {
    ways[name]();
  } catch {
    // Refused.
  }
}
