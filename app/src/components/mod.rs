//! What several pages share. `style/components.css` lists the class names.

mod banners;
mod download;
mod form;
mod free_text;
mod glyph;
mod header;
mod lock_button;
mod no_answer;
mod no_page;
mod qr;
mod safeguarding;
mod served;
mod sheet;
mod sync_line;
mod toast;
mod ways;

pub use self::banners::Banners;
pub use self::download::download;
pub use self::form::{Problem, ProblemSummary, Problems, TextField};
pub use self::free_text::FreeText;
pub use self::glyph::{Glyph, GlyphSize, habit_class};
pub use self::header::Header;
pub use self::lock_button::LockButton;
pub use self::no_answer::no_answer;
pub use self::no_page::{no_page, only_for};
pub use self::qr::{Qr, QrCode};
pub use self::safeguarding::{ForWhom, Safeguarding};
pub use self::served::{Said, served};
pub use self::sheet::Sheet;
pub use self::sync_line::SyncLine;
pub use self::toast::{Toasts, use_toasts};
pub use self::ways::ways;
