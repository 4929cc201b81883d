//! A browser's part: cookies, `Sec-Fetch-Site`, JSON.

use std::io::{BufRead, BufReader, Lines};
use std::net::SocketAddr;

use serde_json::{Value, json};
use sync::frame::{Format, Message};
use ureq::http::response::Parts;
use ureq::http::{HeaderMap, Request, Response};
use ureq::{Agent, Body, BodyReader};

/// Somebody's browser.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    agent: Agent,
    /// `name=value; …`.
    pub cookie: Option<String>,
    /// Headers of every request.
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A stream of events, until it is dropped.
pub struct Listening {
    head: Parts,
    lines: Lines<BufReader<BodyReader<'static>>>,
}

impl Listening {
    /// The next position that it tells.
    pub fn position(&mut self) -> u64 {
        let data =
            self.lines.find_map(|line| Some(line.unwrap().strip_prefix("data: ")?.to_owned()));
        data.expect("the stream goes on").parse().unwrap()
    }

    /// Whether the server has ended it.
    pub fn is_over(&mut self) -> bool {
        self.lines.all(|line| line.is_ok_and(|line| line.is_empty()))
    }

    /// How it began; of an error, all of it.
    pub fn answer(self) -> Answer {
        let status = self.head.status.as_u16();
        let lines = self.lines.take_while(|_| status >= 400);
        let body = lines.map(Result::unwrap).collect::<String>().into_bytes();
        Answer { status, headers: self.head.headers, body }
    }
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let headers = vec![("sec-fetch-site", "same-origin".to_owned())];
        Self { address, agent: config.build().into(), cookie: None, headers }
    }

    /// The same person's, at another server.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, &[])
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some("application/json"), body.to_string().as_bytes())
    }

    /// A frame as devices send it.
    pub fn call<M: Message>(&self, path: &str, message: &M) -> Answer {
        self.call_in(Format::Columns, path, message)
    }

    pub fn call_in<M: Message>(&self, format: Format, path: &str, message: &M) -> Answer {
        self.send("POST", path, Some(format.content_type()), &format.encode(message))
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Answer {
        self.try_send(method, path, content_type, body).unwrap()
    }

    /// Opens the stream of events.
    pub fn listen(&self) -> Listening {
        let answer = self.ask("GET", "/api/sync/events", None, &[]).unwrap();
        let (head, body) = answer.into_parts();
        Listening { head, lines: BufReader::new(body.into_reader()).lines() }
    }

    /// As [`Client::send`], where the server may die meanwhile.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let mut response = self.ask(method, path, content_type, body)?;
        let body = response.body_mut().read_to_vec()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, body })
    }

    fn ask(
        &self,
        method: &str,
        path: &str,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<Response<Body>, ureq::Error> {
        let uri = format!("http://{}{path}", self.address);
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        self.agent.run(request.body(body).unwrap())
    }

    /// A copy that sends this header too, or instead.
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.without(name);
        client.headers.push((name, value.to_owned()));
        client
    }

    /// A copy that does not send this header.
    pub fn without(&self, name: &str) -> Self {
        let mut client = self.clone();
        client.headers.retain(|(known, _)| *known != name);
        client
    }

    pub fn sign_in_staff(&mut self, name: &str, password: &str) -> Answer {
        let answer =
            self.post("/api/sign-in/staff", &json!({ "name": name, "password": password }));
        self.keep_cookie(&answer);
        answer
    }

    pub fn sign_in_student(&mut self, code: &str, name: &str, pictures: &[u8]) -> Answer {
        let form = json!({ "class_code": code, "name": name, "pictures": pictures });
        let answer = self.post("/api/sign-in/student", &form);
        self.keep_cookie(&answer);
        answer
    }

    pub fn keep_cookie(&mut self, answer: &Answer) {
        let pair = |header: &str| header.split(';').next().unwrap().to_owned();
        let pairs: Vec<_> = answer.cookies().into_iter().map(pair).collect();
        if !pairs.is_empty() {
            self.cookie = Some(pairs.join("; "));
        }
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// What `Set-Cookie` says, each time.
    pub fn cookies(&self) -> Vec<&str> {
        let all = self.headers.get_all("set-cookie");
        all.iter().map(|value| value.to_str().unwrap()).collect()
    }

    /// A frame as devices read it.
    pub fn frame<M: Message>(&self) -> M {
        self.frame_in(Format::Columns)
    }

    pub fn frame_in<M: Message>(&self, format: Format) -> M {
        assert_eq!(self.status, 200, "{}", self.text());
        assert_eq!(self.header("content-type"), Some(format.content_type()));
        format.decode(&self.body).unwrap()
    }

    /// An error in the one form, with this status and code.
    #[track_caller]
    pub fn assert_error(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.json()["error"].as_str()), (status, Some(code)));
        assert!(self.json()["message"].as_str().is_some_and(|message| message.len() > 20));
        assert_eq!(self.header("cache-control"), Some("no-store"));
    }
}
