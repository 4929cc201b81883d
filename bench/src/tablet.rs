//! A tablet's part of the conversation, with everything in memory.

use std::net::SocketAddr;

use anyhow::{Result, bail, ensure};
use clap::Args;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use sync::entry::Entry;
use sync::frame::{
    Digest, Epoch, Hello, HelloAnswer, Lenient, Listed, Outcome, PROTOCOL, PROTOCOLS, Pull,
    PullAnswer, Push, PushAnswer, Pushed,
};
use sync::limits::PAGE_BYTES_MAX;
use sync::scope::Position;

use crate::client::Client;

/// Where the server is, and who asks.
#[derive(Debug, Clone, Args)]
pub struct Address {
    /// Address and port
    #[arg(long)]
    pub server: SocketAddr,
    /// The `Cookie` header of a session
    #[arg(long)]
    pub cookie: String,
}

/// Somebody's tablet.
pub struct Tablet {
    /// Its connection.
    pub client: Client,
    incarnation: u64,
    epoch: Epoch,
    scopes: Digest,
    cursor: Position,
}

impl Tablet {
    /// Connects and says hello.
    pub async fn open(address: &Address, incarnation: u64) -> Result<Self> {
        let client = Client::connect(address.server, &address.cookie).await?;
        let scopes = Digest::of(&[]);
        let mut tablet = Self { client, incarnation, epoch: Epoch(0), scopes, cursor: 0 };
        let answer = tablet.hello(None).await?;
        tablet.epoch = answer.epoch;
        tablet.scopes = Digest::of(&answer.scopes.unwrap_or_default());
        Ok(tablet)
    }

    /// Says hello once more, with nothing new to say.
    pub async fn poll(&mut self) -> Result<HelloAnswer> {
        self.hello(Some(self.epoch)).await
    }

    async fn hello(&mut self, epoch: Option<Epoch>) -> Result<HelloAnswer> {
        let hello = Hello {
            protocol: PROTOCOL,
            speaks: PROTOCOLS,
            build: "bench".to_owned(),
            incarnation: self.incarnation,
            epoch,
            cursor: self.cursor,
            scopes: self.scopes,
            directory: None,
            unsent: 0,
            oldest: None,
            sums: None,
        };
        self.client.call("/api/sync/hello", &hello).await
    }

    /// Pushes a batch, all of which must be stored.
    pub async fn push(&mut self, entries: &[Entry]) -> Result<()> {
        let pushed = |entry: &Entry| Lenient::Read(Pushed { entry: entry.clone(), received: None });
        let push = Push {
            protocol: PROTOCOL,
            epoch: self.epoch,
            incarnation: self.incarnation,
            offset: 0,
            entries: entries.iter().map(pushed).collect(),
        };
        let answer: PushAnswer = self.client.call("/api/sync/push", &push).await?;
        let stored = |outcome: &Outcome| matches!(outcome, Outcome::Stored { .. });
        let all = answer.verdicts.iter().filter(|verdict| stored(&verdict.outcome)).count();
        ensure!(all == entries.len(), "{all} of {}: {:?}", entries.len(), answer.verdicts.first());
        Ok(())
    }

    /// Everything that is new, read.
    pub async fn pull(&mut self) -> Result<Vec<Listed>> {
        let mut all = Vec::new();
        loop {
            let pull = Pull {
                protocol: PROTOCOL,
                epoch: self.epoch,
                scopes: self.scopes,
                cursor: self.cursor,
                bytes_max: PAGE_BYTES_MAX as u64,
                backfill: None,
            };
            let page: PullAnswer = self.client.call("/api/sync/pull", &pull).await?;
            ensure!(page.order.is_none(), "{:?}", page.order);
            for listed in page.listed {
                match listed {
                    Lenient::Read(listed) => all.push(listed),
                    Lenient::Unreadable(_) => bail!("an entry cannot be read"),
                }
            }
            self.cursor = page.next;
            if !page.more {
                return Ok(all);
            }
        }
    }
}

/// The stream of events, over a connection of its own.
pub struct Events {
    body: Incoming,
    _client: Client,
}

impl Events {
    /// Listens.
    pub async fn open(address: &Address) -> Result<Self> {
        let mut client = Client::connect(address.server, &address.cookie).await?;
        let response = client.get("/api/sync/events").await?;
        ensure!(response.status() == 200, "events: {}", response.status());
        Ok(Self { body: response.into_body(), _client: client })
    }

    /// Waits for the next.
    pub async fn next(&mut self) -> Result<()> {
        loop {
            let Some(frame) = self.body.frame().await else { bail!("the stream has ended") };
            let is_event = |data: &[u8]| data.starts_with(b"data:");
            if frame?.data_ref().is_some_and(|data| is_event(data)) {
                return Ok(());
            }
        }
    }
}
