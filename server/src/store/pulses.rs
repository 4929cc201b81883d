//! Pulses, and what was answered.

use domain::id::PersonId;
use sync::entry::Millis;

use super::StoreError;
use crate::accounts::sessions::TokenHash;
use crate::pulse::{AnswerRow, People, Pulse, PulseId};

/// The pulses of a school.
pub trait PulseRows {
    /// This one.
    fn pulse(&self, id: PulseId) -> Result<Option<Pulse>, StoreError>;

    /// The last `n` of them, the newest first.
    fn pulses(&self, n: usize) -> Result<Vec<Pulse>, StoreError>;

    /// Keeps a new one.
    fn add_pulse(&mut self, pulse: &Pulse) -> Result<(), StoreError>;

    /// Where a link leads, and whose it is.
    fn pulse_link(&self, link: TokenHash) -> Result<Option<(PulseId, People)>, StoreError>;

    /// Keeps a link, hashed, in the place of one that these people had.
    fn set_pulse_link(
        &mut self,
        pulse: PulseId,
        people: People,
        link: TokenHash,
    ) -> Result<(), StoreError>;

    /// Whether somebody has answered.
    fn has_answered(&self, pulse: PulseId, person: PersonId) -> Result<bool, StoreError>;

    /// Notes that somebody answers; false where they have answered before.
    fn has_answered_now(&mut self, pulse: PulseId, person: PersonId) -> Result<bool, StoreError>;

    /// Keeps one answer, under a random id.
    fn add_pulse_answer(&mut self, id: [u8; 16], answer: &AnswerRow) -> Result<(), StoreError>;

    /// The answers of a pulse, in no order.
    fn pulse_answers(&self, pulse: PulseId) -> Result<Vec<AnswerRow>, StoreError>;

    /// Forgets who has answered pulses that closed before `at`, and their links.
    fn drop_closed_pulses(&mut self, at: Millis) -> Result<usize, StoreError>;
}
