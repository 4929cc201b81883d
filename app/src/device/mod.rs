//! The tablet in a browser: its store, its way to the server, its other tabs.

mod account;
mod browser;
mod crash;
mod host;
mod keeper;
mod kept;
mod keys;
mod local;
mod lock;
mod message;
mod net;
mod news;
mod parcel;
mod passkey;
mod plain;
mod seal;
mod show;
mod store;
mod tabs;

pub use self::crash::watch as watch_for_crashes;
pub use self::host::open;
