//! Class and school reports: rendered on the server, readable and printable without JavaScript, and hydrated. Without a
//! network a device makes the class report from its own entries, and shows its last copy of the school report.

mod card;
mod class;
mod on_tablet;
mod pooled;
mod school;
mod source;
mod spread;
mod talk;

pub use self::class::ClassReportPage;
pub use self::on_tablet::class_report_on_tablet;
pub use self::school::SchoolReportPage;
