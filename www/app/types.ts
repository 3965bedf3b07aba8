// The one place where the page takes the engine's types from. They are generated from Rust at build.
export type {
  Brief, ColumnChoice, ColumnInspection, ColumnProfile, ColumnRelease, Command, Criterion, Dialect, Distinction, Edit, Evidence, Face, Field, Figure,
  Inspection, Language, OpenedDossier, Overview, Paper, PaperKind, Persona, Place, Progress, Recipe, Refusal, ReleaseStatistics, Reply, Role, Segment,
  Sentence, SentenceKind, Shape, Text, Work,
} from "../generated/gezicht.js";
