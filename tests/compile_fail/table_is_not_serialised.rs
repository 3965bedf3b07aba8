//! A table does not turn into JSON.
fn leak(table: &gezicht::table::Table) -> String {
    serde_json::to_string(table).unwrap()
}

fn main() {
    let _ = leak;
}
