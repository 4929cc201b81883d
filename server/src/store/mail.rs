//! How mail is sent.

use super::StoreError;
use crate::mail::MailRow;

/// The school's mail server.
pub trait MailRows {
    /// How mail is sent, if the school has set it.
    fn mail(&self) -> Result<Option<MailRow>, StoreError>;

    /// Sets it, in place of what was set; `None` sends none.
    fn put_mail(&mut self, row: Option<&MailRow>) -> Result<(), StoreError>;
}
