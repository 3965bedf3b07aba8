//! Nobody but the gate makes a cleared figure or a workbench.
use gezicht::gate::{Cleared, Notice, Workbench};

fn main() {
    let _ = Cleared(5);
    let _ = Workbench(5);
    let _ = Notice(5);
}
