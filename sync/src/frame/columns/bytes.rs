//! Numbers and texts as bytes.
//!
//! Whole numbers take seven bits a byte, the lowest first, and the eighth says
//! that more follow (LEB128). Numbers with a sign are folded first, so that
//! small ones stay small: 0, -1, 1, -2, …

use crate::entry::{EntryId, Uid};

/// What is being written.
#[derive(Default)]
pub struct Out(Vec<u8>);

/// What is being read. What is left over is of no concern: newer programs may
/// add to the end of anything.
#[derive(Clone, Copy)]
pub struct In<'b>(&'b [u8]);

/// The bytes end too early, or say something that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bad;

impl Out {
    /// One byte.
    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// A whole number.
    #[expect(clippy::cast_possible_truncation, reason = "the low seven bits are what is written")]
    pub fn uint(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
    }

    /// A number with a sign.
    pub fn int(&mut self, n: i64) {
        self.uint((n << 1 ^ n >> 63).cast_unsigned());
    }

    /// Bytes whose number is known.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Bytes, after how many they are.
    pub fn block(&mut self, bytes: &[u8]) {
        self.uint(bytes.len() as u64);
        self.raw(bytes);
    }

    /// A number of exactly eight bytes, the highest first: random ones are no
    /// shorter in any other way.
    pub fn fixed(&mut self, n: u64) {
        self.raw(&n.to_be_bytes());
    }

    /// Something that may be absent.
    pub fn optional<T>(&mut self, value: Option<&T>, write: impl FnOnce(&mut Self, &T)) {
        self.byte(value.is_some().into());
        if let Some(value) = value {
            write(self, value);
        }
    }

    /// A field that came later, at the end of a message: nothing where it is
    /// absent, so that a message without it is the same as ever.
    pub fn added<T>(&mut self, value: Option<&T>, write: impl FnOnce(&mut Self, &T)) {
        if value.is_some() {
            self.optional(value, write);
        }
    }

    /// A number that may be absent: the next higher one, or 0.
    pub fn maybe(&mut self, n: Option<u64>) {
        self.uint(n.map_or(0, |n| n + 1));
    }

    /// All that was written.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// All that was written, and nothing more.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl<'b> In<'b> {
    /// Reads from here.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// Whether nothing follows.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The bytes that follow.
    pub fn rest(self) -> &'b [u8] {
        self.0
    }

    /// See [`Out::byte`].
    pub fn byte(&mut self) -> Result<u8, Bad> {
        let (first, rest) = self.0.split_first().ok_or(Bad)?;
        self.0 = rest;
        Ok(*first)
    }

    /// See [`Out::uint`].
    pub fn uint(&mut self) -> Result<u64, Bad> {
        let mut n = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return Err(Bad);
            }
            n |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(n);
            }
        }
        Err(Bad)
    }

    /// See [`Out::int`].
    pub fn int(&mut self) -> Result<i64, Bad> {
        let n = self.uint()?;
        Ok((n >> 1).cast_signed() ^ -(n & 1).cast_signed())
    }

    /// How many of something, or where in a list.
    pub fn index(&mut self) -> Result<usize, Bad> {
        usize::try_from(self.uint()?).map_err(|_| Bad)
    }

    /// See [`Out::raw`].
    pub fn raw(&mut self, len: usize) -> Result<&'b [u8], Bad> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(Bad)?;
        self.0 = rest;
        Ok(taken)
    }

    /// See [`Out::block`].
    pub fn block(&mut self) -> Result<&'b [u8], Bad> {
        let len = self.index()?;
        self.raw(len)
    }

    /// A block that is a text.
    pub fn text(&mut self) -> Result<&'b str, Bad> {
        std::str::from_utf8(self.block()?).map_err(|_| Bad)
    }

    /// A small whole number.
    pub fn small(&mut self) -> Result<u16, Bad> {
        u16::try_from(self.uint()?).map_err(|_| Bad)
    }

    /// See [`Out::optional`]. At the end of what an older program wrote:
    /// absent.
    pub fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Bad>,
    ) -> Result<Option<T>, Bad> {
        if self.is_empty() || self.byte()? == 0 { Ok(None) } else { read(self).map(Some) }
    }

    /// How many, and then each. Grows with what is really there.
    pub fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, Bad>,
    ) -> Result<Vec<T>, Bad> {
        let len = self.uint()?;
        let mut list = Vec::new();
        for _ in 0..len {
            list.push(read(self)?);
        }
        Ok(list)
    }

    /// See [`Out::fixed`].
    pub fn fixed(&mut self) -> Result<u64, Bad> {
        self.raw(8)?.try_into().map(u64::from_be_bytes).map_err(|_| Bad)
    }

    /// An id's sixteen bytes.
    pub fn entry_id(&mut self) -> Result<EntryId, Bad> {
        self.raw(16)?.try_into().map(EntryId::from_bytes).map_err(|_| Bad)
    }

    /// An id's sixteen bytes.
    pub fn uid(&mut self) -> Result<Uid, Bad> {
        self.raw(16)?.try_into().map(Uid).map_err(|_| Bad)
    }

    /// See [`Out::maybe`].
    pub fn maybe(&mut self) -> Result<Option<u64>, Bad> {
        Ok(self.uint()?.checked_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn small_numbers_take_one_byte() {
        for (n, bytes) in
            [(0, vec![0]), (-1, vec![1]), (63, vec![126]), (-64, vec![127]), (64, vec![128, 1])]
        {
            let mut out = Out::default();
            out.int(n);
            assert_eq!(out.bytes(), bytes, "{n}");
        }
    }

    #[test]
    fn a_number_of_more_than_64_bits_is_bad() {
        let most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        assert_eq!(In::new(&most).uint(), Ok(u64::MAX));
        let over = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2];
        assert_eq!(In::new(&over).uint(), Err(Bad));
        assert_eq!(In::new(&[0x80; 11]).uint(), Err(Bad));
        assert_eq!(In::new(&[0x80]).uint(), Err(Bad));
    }

    #[test]
    fn a_block_never_reaches_beyond_the_end() {
        assert_eq!(In::new(&[3, 1, 2]).block(), Err(Bad));
        assert_eq!(In::new(&[0xff, 0xff, 0xff, 0xff, 0x0f, 1]).block(), Err(Bad));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(n: u64, i: i64, maybe in proptest::option::of(0..u64::MAX), text: String) {
            let mut out = Out::default();
            out.uint(n);
            out.int(i);
            out.maybe(maybe);
            out.block(text.as_bytes());
            out.fixed(n);
            let bytes = out.into_bytes();
            let mut read = In::new(&bytes);
            prop_assert_eq!(read.uint(), Ok(n));
            prop_assert_eq!(read.int(), Ok(i));
            prop_assert_eq!(read.maybe(), Ok(maybe));
            prop_assert_eq!(read.text(), Ok(text.as_str()));
            prop_assert_eq!(read.fixed(), Ok(n));
            prop_assert!(read.is_empty());
        }
    }
}
