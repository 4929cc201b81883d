//! The real program in a process of its own, and its folder while no other
//! server runs on it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::client::Client;
use crate::school::PASSWORD;

/// `limber`, perhaps under another program that looks on.
pub fn limber(under: &[&str]) -> Command {
    let mut words = under.iter().copied().chain([env!("CARGO_BIN_EXE_limber")]);
    let mut command = Command::new(words.next().unwrap());
    command.args(words).stderr(Stdio::null());
    command
}

/// Serves a school that has an administrator.
pub fn serve(limber: Command, data: &Path) -> (Child, SocketAddr) {
    let mut program = start(limber, data);
    let address = address_of(&mut program);
    (program, address)
}

/// As [`serve`], not waiting until it does.
pub fn start(mut limber: Command, data: &Path) -> Child {
    limber
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .env_remove("LIMBER_URL")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Where a program that has been started answers: the one line that it prints.
pub fn address_of(program: &mut Child) -> SocketAddr {
    let greeting = BufReader::new(program.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    let address = greeting.split_once("http://").unwrap().1.split_whitespace().next().unwrap();
    address.parse().unwrap()
}

/// The teacher, signed in there.
pub fn teacher_at(address: SocketAddr) -> Client {
    let mut client = Client::new(address);
    assert_eq!(client.sign_in_staff("teacher", PASSWORD).status, 200);
    client
}
