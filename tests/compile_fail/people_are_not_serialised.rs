//! Records of people do not turn into JSON.
fn leak(people: &gezicht::table::People) -> String {
    serde_json::to_string(people).unwrap()
}

fn main() {
    let _ = leak;
}
