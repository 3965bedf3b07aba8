//! Serves the page on this computer, with the headers any host should send.

use crate::policy::HEADERS;
use crate::run::program;
use anyhow::{anyhow, Result};
use std::path::Path;
use tiny_http::{Header, Method, Response, Server};

/// Serves the page until the program is stopped. Port 0: one that is free.
pub fn demo(page: &Path, port: u16, open: bool) -> Result<()> {
    let server = Server::http(("127.0.0.1", port)).map_err(|error| {
        anyhow!("port {port} on 127.0.0.1 cannot be used ({error}); choose another with --port")
    })?;
    let port = server.server_addr().to_ip().map_or(port, |address| address.port());
    let address = format!("http://127.0.0.1:{port}/");
    println!("\nGezicht: {address}\nCtrl+C stops it.");
    if open {
        open_browser(&address);
    }
    let html = std::fs::read(page)?;
    // Another site that points its own name at this computer is not answered.
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    for request in server.incoming_requests() {
        let host = request
            .headers()
            .iter()
            .find(|header| header.field.equiv("Host"))
            .map(|header| header.value.as_str());
        let known = host.is_some_and(|host| hosts.iter().any(|known| known == host));
        let path = request.url().split(['?', '#']).next().unwrap_or_default();
        let page =
            matches!(path, "/" | "/gezicht.html") && matches!(request.method(), Method::Get | Method::Head);
        let mut response = match (known, page) {
            (false, _) => Response::from_data("Not here.").with_status_code(421),
            (true, false) => Response::from_data("Not found.").with_status_code(404),
            (true, true) => Response::from_data(html.clone()),
        };
        let kind = if known && page { "text/html; charset=utf-8" } else { "text/plain; charset=utf-8" };
        for (name, value) in HEADERS.iter().copied().chain([("Content-Type", kind)]) {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        // A browser that went away is no reason to stop.
        let _ = request.respond(response);
    }
    Ok(())
}

/// Opens the person's browser. That it cannot be found is no failure: the address is on the screen.
fn open_browser(address: &str) {
    let mut command = if cfg!(target_os = "macos") {
        program("open")
    } else if cfg!(windows) {
        let mut command = program("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        program("xdg-open")
    };
    let quiet = || std::process::Stdio::null();
    if command.arg(address).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn().is_err() {
        println!("(No browser was found to open it with.)");
    }
}
