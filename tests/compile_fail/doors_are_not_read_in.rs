//! A door does not come out of a text either: only the engine reopens a dossier.
fn main() {
    let _: gezicht::gate::Cleared<u32> = serde_json::from_str("5").unwrap();
    let _ = gezicht::gate::Cleared::<u32>::reopened("5", |_| Ok::<u32, ()>(5));
}
