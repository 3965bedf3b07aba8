//! Only how groups are to be shown and a language go into a view beside the tables: no text, no table, no refusal, and nothing that was
//! typed.
use gezicht::dossier::Work;
use gezicht::gate::Protected;
use gezicht::refusal::Refusal;
use gezicht::table::People;

fn leak(tables: &Protected, people: &People, cell: &String, work: &Work, refusal: &Refusal) {
    let _ = tables.derive(people, |_, people| people.len());
    let _ = tables.derive(cell, |_, cell| cell.clone());
    let _ = tables.derive(work, |_, work| work.clone());
    let _ = tables.derive(refusal, |_, refusal| refusal.clone());
}

fn main() {
    let _ = leak;
}
