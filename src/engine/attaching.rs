//! The part of the release that ties the other files to the main one.

use super::files_plan::{FilesPlan, KeyPlan};
use crate::pseudonym::SessionKey;
use crate::table::{
    AggregatePlan, Attached, Context, ContextPlan, DerivedPlan, FilesError, Join, MatchPlan, Matching, Table,
};
use crate::task::{Progress, Step, Task};
use std::sync::Arc;

/// What a matching is for.
enum Purpose {
    Objections,
    Join { table: Arc<Table>, flag: Option<DerivedPlan>, aggregates: Vec<AggregatePlan> },
}

/// The task: matches key after key, then ties the tables of figures, one a step.
pub(super) struct Attaching {
    main: Arc<Table>,
    /// Last first.
    matchings: Vec<(Purpose, Matching)>,
    contexts: Vec<(Arc<Table>, ContextPlan)>,
    done: Attached,
    /// How many of both there were.
    total: usize,
}

impl Attaching {
    pub(super) fn new(main: &Arc<Table>, plan: &FilesPlan, min_group: u32, key: &SessionKey) -> Self {
        let matching = |tie: &KeyPlan| {
            Matching::new(MatchPlan {
                file: tie.file,
                main: (Arc::clone(main), tie.main),
                other: (Arc::clone(&tie.table), tie.column),
                key: key.domain(&tie.domain),
            })
        };
        let objections = plan.objections.iter().map(|tie| (Purpose::Objections, matching(tie)));
        let joins = plan.joins.iter().map(|(tie, flag, aggregates)| {
            let purpose = Purpose::Join {
                table: Arc::clone(&tie.table),
                flag: flag.clone(),
                aggregates: aggregates.clone(),
            };
            (purpose, matching(tie))
        });
        let mut matchings: Vec<_> = objections.chain(joins).collect();
        matchings.reverse();
        let mut contexts: Vec<(Arc<Table>, ContextPlan)> = plan.contexts.clone();
        contexts.reverse();
        let done = Attached { min_group, ..Attached::default() };
        let total = matchings.len() + contexts.len();
        Self { main: Arc::clone(main), matchings, contexts, done, total }
    }

    /// Progress of all of it, from that of what is under way.
    fn progress(&self, of_this: f64) -> Progress {
        let left = self.matchings.len() + self.contexts.len();
        let share = (self.total.saturating_sub(left) as f64 + of_this) / self.total.max(1) as f64;
        Progress { share: share.min(1.0), ..super::still("attach") }
    }
}

impl Task for Attaching {
    type Output = Attached;
    type Error = FilesError;

    fn step(&mut self, budget: u32) -> Step<Attached, FilesError> {
        if let Some((purpose, mut task)) = self.matchings.pop() {
            match (task.step(budget), purpose) {
                (Step::Busy(progress), purpose) => {
                    // Not among those left yet.
                    let progress = self.progress(progress.share - 1.0);
                    self.matchings.push((purpose, task));
                    return Step::Busy(progress);
                }
                (Step::Failed(error), _) => return Step::Failed(error),
                (Step::Done(matched), Purpose::Objections) => self.done.objections.push(matched),
                (Step::Done(matched), Purpose::Join { table, flag, aggregates }) => {
                    self.done.joins.push(Join { table, matched, flag, aggregates });
                }
            }
        } else if let Some((table, plan)) = self.contexts.pop() {
            match Context::new(&self.main, &table, plan) {
                Ok(context) => self.done.contexts.push(context),
                Err(error) => return Step::Failed(error),
            }
        } else {
            return Step::Done(std::mem::take(&mut self.done));
        }
        Step::Busy(self.progress(0.0))
    }
}
