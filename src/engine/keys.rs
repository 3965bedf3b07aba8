//! The key of the session as a file (PRODUCT B4).

use super::trail::Event;
use super::{before, still, wiped, Engine, Job, Reply};
use crate::gate::Notice;
use crate::pseudonym::{check_passphrase, Passphrase, SessionKey};
use crate::refusal::Refusal;
use crate::text::Text;
use std::collections::BTreeSet;

/// Work that takes about a second in one step, so that it is announced before it is done.
pub(super) struct KeyWork {
    passphrase: Passphrase,
    /// The file to open; none: make one.
    json: Option<String>,
}

impl Engine {
    /// Makes sure that the work makes sense, and announces it.
    pub(super) fn start_key(
        &mut self,
        passphrase: Passphrase,
        json: Option<String>,
    ) -> Result<Reply, Refusal> {
        if json.is_none() {
            check_passphrase(&passphrase)?;
            if self.plan.is_none() {
                return Err(before(
                    "recipe",
                    "Bepaal eerst wat er met de kolommen gebeurt.",
                    "Decide about the columns first.",
                ));
            }
        } else if self.released.is_some() || self.job.is_some() {
            return Err(Refusal::input(
                "key.too_late",
                Text::new(
                    "De codes zijn al gemaakt, met een andere sleutel.",
                    "The codes were made already, with another key.",
                ),
                Text::new(
                    "Open het bestand opnieuw en daarna het sleutelbestand.",
                    "Open the file again, and then the key file.",
                ),
            ));
        }
        Ok(self.busy(Job::Key(KeyWork { passphrase, json }), still("key")))
    }

    /// Does it.
    pub(super) fn do_key(&mut self, work: KeyWork) -> Result<Reply, Refusal> {
        let Some(json) = work.json else {
            let domains = self.domains();
            let secrets = self.secrets.as_mut().ok_or_else(wiped)?;
            let file = secrets.key.seal(&work.passphrase, &domains, &mut secrets.draws)?;
            self.trail.note(&Event::KeySaved);
            return Ok(Reply::KeyFile(Notice::key_file(&file)));
        };
        let (key, _) = SessionKey::open(&json, &work.passphrase)?;
        self.secrets.as_mut().ok_or_else(wiped)?.key = key;
        self.forget_release();
        self.trail.note(&Event::KeyOpened);
        Ok(Reply::Ready)
    }

    /// The domains that the recipe uses.
    fn domains(&self) -> Vec<String> {
        let mut domains = BTreeSet::new();
        if let Some(plan) = &self.plan {
            domains.extend(plan.unit.iter().map(|(_, domain)| domain.clone()));
            let ties = plan.files.joins.iter().map(|(tie, _, _)| tie).chain(&plan.files.objections);
            domains.extend(ties.map(|tie| tie.domain.clone()));
        }
        domains.into_iter().collect()
    }
}
