//! A persona or an overview that did not come through the gate reaches no output.
use gezicht::gate::Output;
use gezicht::persona::Persona;
use gezicht::profile::Overview;

fn export(_: impl Output) {}

fn leak(draft: Persona, overview: Overview) {
    export(draft);
    export(overview);
}

fn main() {
    let _ = leak;
}
