//! Only a person's choices go into a view beside the tables: no text, no table.
use gezicht::gate::Protected;
use gezicht::table::People;

fn leak(tables: &Protected, people: &People, cell: &String) {
    let _ = tables.derive(people, |_, people| people.len());
    let _ = tables.derive(cell, |_, cell| cell.clone());
}

fn main() {
    let _ = leak;
}
