//! What the browser is told to forbid: in the page's own `<meta>`, and in the headers of the demo server.

use base64::prelude::{Engine, BASE64_STANDARD};
use sha2::{Digest, Sha256};

/// The source expression of an inline script or style.
pub fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// A document of the shell: which inline texts it runs, and what it needs beyond that.
#[derive(Default)]
pub struct Needs<'a> {
    pub scripts: Vec<&'a str>,
    pub styles: Vec<&'a str>,
    /// Compiles wasm in a worker made from a blob.
    pub worker: bool,
    /// Shows pictures from `data:` and `blob:`, and uses `style` attributes.
    pub paints: bool,
    /// Names of its Trusted Types policies.
    pub trusted: &'a str,
}

/// The policy of a document. Frames come by `srcdoc` and inherit the outer page's as well, so the outer page's
/// must allow what any of them needs, and a frame's own narrows it down.
pub fn meta(needs: &Needs) -> String {
    let hashes = |texts: &[&str]| match texts {
        [] => "'none'".to_owned(),
        _ => texts.iter().map(|text| hash(text)).collect::<Vec<_>>().join(" "),
    };
    let wasm = if needs.worker { " 'wasm-unsafe-eval'" } else { "" };
    let (worker, pictures, fonts, attributes) = (
        if needs.worker { "blob:" } else { "'none'" },
        if needs.paints { "data: blob:" } else { "'none'" },
        if needs.paints { "data:" } else { "'none'" },
        if needs.paints { "'unsafe-inline'" } else { "'none'" },
    );
    format!(
        "default-src 'none'; script-src {}{wasm}; worker-src {worker}; style-src {}; style-src-attr {attributes}; \
         img-src {pictures}; font-src {fonts}; connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types {}",
        hashes(&needs.scripts),
        hashes(&needs.styles),
        needs.trusted,
    )
}

/// The headers any host should send with the page, and the demo server does. Hashes stay in the `<meta>`: scanners of
/// public-sector sites reject them in a header, so the header has no `script-src` and no `default-src` (its fall-back).
pub const HEADERS: &[(&str, &str)] = &[
    (
        "Content-Security-Policy",
        "connect-src 'none'; worker-src blob:; img-src data: blob:; font-src data:; media-src 'none'; manifest-src 'none'; \
         frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    ),
    // Closes DNS prefetch, preconnect and WebRTC in browsers that know it: the one way out no page policy governs.
    ("Connection-Allowlist", "(response-origin)"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-DNS-Prefetch-Control", "off"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), display-capture=(), encrypted-media=(), \
         fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), \
         payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
    ),
    ("Cache-Control", "no-cache"),
];
