//! A notice takes only what holds nothing derived from data.
use gezicht::gate::Notice;

fn main() {
    let _ = Notice::new(vec![1.0, 2.0]);
    let _ = Notice::new(String::from("12 mensen"));
}
