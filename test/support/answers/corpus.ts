/** One raw answer, and where it is known that others read it in another way than we do. */
export interface CorpusAnswer {
  readonly name: string;
  /** As Latin-1; the connection ends after it. */
  readonly raw: string;
  readonly method?: "GET" | "HEAD";
  /** Why node:http (strict) or curl sees something else than we do. Absent: all see the same, or all refuse. */
  readonly differs?: { readonly node?: string; readonly curl?: string };
}

type Differs = NonNullable<CorpusAnswer["differs"]>;
type Row = readonly [name: string, raw: string, differs?: Differs];

const ok = "HTTP/1.1 200 OK\r\n";
const two = "content-length: 2\r\n\r\nok";
const chunks = "transfer-encoding: chunked\r\n\r\n";
const last = "0\r\n\r\n";

const lenient: Differs = { curl: "curl reads what RFC 9112 calls invalid" };
/** The one way in which node:http is stricter: the rest of the connection is not read by us, nor by curl. */
const excess: Differs = { node: "what follows a complete answer is not looked at" };
const strict = (why: string): Differs => ({ node: why, curl: why });

const statusLines: readonly Row[] = [
  ["a plain answer", `${ok}${two}`],
  ["HTTP/1.0", `HTTP/1.0 200 OK\r\n${two}`],
  ["no reason phrase", `HTTP/1.1 200\r\n${two}`],
  ["an empty reason phrase", `HTTP/1.1 200 \r\n${two}`],
  ["a reason of many words", `HTTP/1.1 404 Not found, not at all\r\n${two}`],
  ["a reason in Latin-1", `HTTP/1.1 200 \xe9t\xe9\r\n${two}`],
  ["status 999", `HTTP/1.1 999 Odd\r\n${two}`],
  ["status 600", `HTTP/1.1 600 Odd\r\n${two}`],
  ["status 500", `HTTP/1.1 500 Oops\r\n${two}`],
  ["status 205 with a body", `HTTP/1.1 205 Reset\r\n${two}`],
  ["two digits of status", `HTTP/1.1 20 OK\r\n${two}`],
  ["four digits of status", `HTTP/1.1 2000 OK\r\n${two}`],
  ["status 099", `HTTP/1.1 099 OK\r\n${two}`, { node: "statuses begin at 100 (RFC 9110 15)" }],
  ["status 000", `HTTP/1.1 000 OK\r\n${two}`, { node: "statuses begin at 100 (RFC 9110 15)" }],
  ["letters for a status", `HTTP/1.1 2x0 OK\r\n${two}`],
  ["a word right after the status", `HTTP/1.1 200OK\r\n${two}`, lenient],
  ["two spaces before the status", `HTTP/1.1  200 OK\r\n${two}`, lenient],
  ["a tab before the status", `HTTP/1.1\t200 OK\r\n${two}`],
  ["a space before the status line", ` HTTP/1.1 200 OK\r\n${two}`],
  [
    "an empty line first",
    `\r\n${ok}${two}`,
    { node: "an answer begins with its status line (RFC 9112 2.1)" },
  ],
  ["a control character in the reason", `HTTP/1.1 200 O\x01K\r\n${two}`, strict("no control characters")],
  ["a NUL in the reason", `HTTP/1.1 200 O\0K\r\n${two}`, { node: "no control characters" }],
  ["a CR in the reason", `HTTP/1.1 200 O\rK\r\n${two}`, lenient],
  ["a status line that ends in LF", `HTTP/1.1 200 OK\n${two}`, lenient],
  ["HTTP/0.9", `HTTP/0.9 200 OK\r\n${two}`, { node: "1.0 and 1.1 are what was asked for" }],
  ["HTTP/2.0 as text", `HTTP/2.0 200 OK\r\n${two}`, strict("1.0 and 1.1 are what was asked for")],
  ["HTTP/1.2", `HTTP/1.2 200 OK\r\n${two}`],
  ["HTTP/11", `HTTP/11 200 OK\r\n${two}`],
  ["HTTP/1.10", `HTTP/1.10 200 OK\r\n${two}`],
  ["http in lower case", `http/1.1 200 OK\r\n${two}`, lenient],
  ["ICY", `ICY 200 OK\r\n${two}`],
  ["RTSP", `RTSP/1.0 200 OK\r\n${two}`, { node: "that is another protocol" }],
  ["no HTTP at all", "SSH-2.0-OpenSSH_9.9\r\n"],
  ["HTML without a head", "<html>hello</html>"],
  ["half a status line", "HTTP/1.1 2"],
  ["a status line alone", ok, { curl: "curl takes the end of the connection for the end of the headers" }],
  [
    "half a header",
    `${ok}content-le`,
    { curl: "curl takes the end of the connection for the end of the headers" },
  ],
  [
    "headers without their end",
    `${ok}x: y\r\n`,
    { curl: "curl takes the end of the connection for the end of the headers" },
  ],
];

const fields: readonly Row[] = [
  ["several headers", `${ok}A: 1\r\nB: 2\r\nc: 3\r\n${two}`],
  ["a header that comes twice", `${ok}x: 1\r\nX: 2\r\n${two}`],
  ["two cookies", `${ok}set-cookie: a=1\r\nset-cookie: b=2\r\n${two}`],
  ["an empty value", `${ok}x:\r\n${two}`],
  ["a blank value", `${ok}x:  \t \r\n${two}`],
  ["no space after the colon", `${ok}x:y\r\n${two}`],
  ["blanks around a value", `${ok}x: \t a b \t \r\n${two}`],
  ["a tab inside a value", `${ok}x: a\tb\r\n${two}`],
  ["a colon in a value", `${ok}x: a:b:c\r\n${two}`],
  ["Latin-1 in a value", `${ok}x: \xe9\xff\x80\r\n${two}`],
  ["a no-break space at a value's end", `${ok}x: a\xa0\r\n${two}`],
  ["every token character in a name", `${ok}!#$%&'*+-.^_\`|~09azAZ: 1\r\n${two}`],
  ["a long value", `${ok}x: ${"y".repeat(1500)}\r\n${two}`],
  ["a folded header", `${ok}x: a\r\n b\r\n${two}`, lenient],
  ["a header folded with a tab", `${ok}x: a\r\n\tb\r\n${two}`, lenient],
  ["a folded first header", `${ok} x: a\r\n${two}`],
  ["a space before the colon", `${ok}x : a\r\n${two}`, lenient],
  ["a tab before the colon", `${ok}x\t: a\r\n${two}`, lenient],
  ["a space in a name", `${ok}bad name: a\r\n${two}`, lenient],
  ["no colon", `${ok}xa\r\n${two}`],
  ["no name", `${ok}: a\r\n${two}`, lenient],
  ["parentheses in a name", `${ok}x(y): a\r\n${two}`, lenient],
  ["Latin-1 in a name", `${ok}x\xe9: a\r\n${two}`, lenient],
  ["a quote in a name", `${ok}"x": a\r\n${two}`, lenient],
  ["a NUL in a value", `${ok}x: a\0b\r\n${two}`],
  ["a NUL in a name", `${ok}x\0: a\r\n${two}`],
  ["a control character in a value", `${ok}x: a\x01b\r\n${two}`, lenient],
  ["an escape in a value", `${ok}x: \x1b[31m\r\n${two}`, lenient],
  ["DEL in a value", `${ok}x: a\x7fb\r\n${two}`, lenient],
  ["a CR inside a value", `${ok}x: a\rb\r\n${two}`, lenient],
  ["two CRs at a line's end", `${ok}x: a\r\r\n${two}`, lenient],
  ["a header that ends in LF", `${ok}x: a\n${two}`, lenient],
  ["headers that end in LF LF", `${ok}content-length: 2\n\nok`, lenient],
  ["an empty line that ends in LF", `${ok}content-length: 2\r\n\nok`, lenient],
  ["CR without LF before the body", `${ok}content-length: 2\r\n\rXok`],
];

const lengths: readonly Row[] = [
  ["length 0", `${ok}content-length: 0\r\n\r\n`],
  ["a length with zeros in front", `${ok}content-length: 0002\r\n\r\nok`],
  ["a length with blanks behind", `${ok}content-length: 2 \t\r\n\r\nok`],
  ["a length in capitals", `${ok}CONTENT-LENGTH: 2\r\n\r\nok`],
  ["more than the length", `${ok}${two} and more`, excess],
  ["another answer after the first", `${ok}${two}${ok}${two}`],
  ["less than the length", `${ok}content-length: 10\r\n\r\nhalf`],
  ["a length and nothing", `${ok}content-length: 1\r\n\r\n`],
  ["no length", `${ok}\r\nuntil the end`],
  ["no length and no body", `${ok}\r\n`],
  ["no length, kept alive", `${ok}connection: keep-alive\r\n\r\nuntil the end`],
  ["HTTP/1.0 until the end", "HTTP/1.0 200 OK\r\n\r\nuntil the end"],
  ["two equal lengths", `${ok}content-length: 2\r\n${two}`, lenient],
  ["two lengths", `${ok}content-length: 1\r\n${two}`, lenient],
  ["a list of lengths", `${ok}content-length: 2, 2\r\n\r\nok`, lenient],
  ["a negative length", `${ok}content-length: -1\r\n\r\nok`],
  ["a length with a plus", `${ok}content-length: +2\r\n\r\nok`, lenient],
  ["a hexadecimal length", `${ok}content-length: 0x2\r\n\r\nok`, lenient],
  ["a length with a fraction", `${ok}content-length: 2.0\r\n\r\nok`, lenient],
  ["an exponent for a length", `${ok}content-length: 2e0\r\n\r\nok`, lenient],
  ["an empty length", `${ok}content-length:\r\n\r\nok`],
  ["a word for a length", `${ok}content-length: two\r\n\r\nok`],
  ["a space in a length", `${ok}content-length: 2 2\r\n\r\nok`, lenient],
  ["a length beyond 64 bits", `${ok}content-length: 99999999999999999999\r\n\r\nok`, lenient],
  ["a length beyond 2^53", `${ok}content-length: 9007199254740993\r\n\r\nok`],
];

const unasked = "a transfer coding that was not asked for cannot be undone";

const codings: readonly Row[] = [
  ["one chunk", `${ok}${chunks}2\r\nok\r\n${last}`],
  ["three chunks", `${ok}${chunks}1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n${last}`],
  ["no chunk but the last", `${ok}${chunks}${last}`],
  ["Chunked in capitals", `${ok}Transfer-Encoding: CHUNKED\r\n\r\n2\r\nok\r\n${last}`],
  ["chunks in HTTP/1.0", `HTTP/1.0 200 OK\r\n${chunks}2\r\nok\r\n${last}`],
  ["hexadecimal sizes of both cases", `${ok}${chunks}a\r\n0123456789\r\nB\r\n0123456789a\r\n${last}`],
  ["a size with zeros in front", `${ok}${chunks}0002\r\nok\r\n0000\r\n\r\n`],
  ["CRLF inside a chunk", `${ok}${chunks}6\r\n\r\n0\r\n\r\r\n${last}`],
  ["more than the last chunk", `${ok}${chunks}2\r\nok\r\n${last}more`, excess],
  ["an extension", `${ok}${chunks}2;a=b\r\nok\r\n${last}`],
  ["an extension without a value", `${ok}${chunks}2;a\r\nok\r\n${last}`],
  ["a quoted extension", `${ok}${chunks}2;a="b c;d"\r\nok\r\n${last}`],
  ["an escaped quote in an extension", `${ok}${chunks}2;a="b\\"c"\r\nok\r\n${last}`],
  ["several extensions", `${ok}${chunks}2;a;b=1;c="2"\r\nok\r\n0;z\r\n\r\n`],
  ["a trailer", `${ok}${chunks}2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n`],
  ["two trailers", `${ok}${chunks}2\r\nok\r\n0\r\na: 1\r\nb:\r\n\r\n`],
  ["a length as trailer", `${ok}${chunks}2\r\nok\r\n0\r\ncontent-length: 5\r\n\r\n`, lenient],
  [
    "a coding as trailer",
    `${ok}${chunks}2\r\nok\r\n0\r\n${chunks}`,
    strict("a trailer must not frame anything (RFC 9110 6.5.1)"),
  ],
  ["a malformed trailer", `${ok}${chunks}2\r\nok\r\n0\r\nx y: z\r\n\r\n`, lenient],
  ["no end after the last chunk", `${ok}${chunks}2\r\nok\r\n0\r\n`],
  ["no last chunk", `${ok}${chunks}2\r\nok\r\n`],
  ["half a chunk", `${ok}${chunks}8\r\nhalf`],
  ["no chunks at all", `${ok}${chunks}`],
  ["no line after a chunk", `${ok}${chunks}2\r\nok${last}`],
  ["LF after a chunk", `${ok}${chunks}2\r\nok\n${last}`, lenient],
  ["LF after a size", `${ok}${chunks}2\nok\r\n${last}`, lenient],
  ["a word for a size", `${ok}${chunks}zz\r\nok\r\n${last}`],
  ["an empty size", `${ok}${chunks}\r\nok\r\n${last}`],
  ["a negative size", `${ok}${chunks}-2\r\nok\r\n${last}`],
  ["0x before a size", `${ok}${chunks}0x2\r\nok\r\n${last}`],
  ["a space before a size", `${ok}${chunks} 2\r\nok\r\n${last}`],
  ["a space after a size", `${ok}${chunks}2 \r\nok\r\n${last}`, lenient],
  ["a size beyond 64 bits", `${ok}${chunks}fffffffffffffffff\r\nok`],
  ["blanks around an extension", `${ok}${chunks}2 ; a = b\r\nok\r\n${last}`, lenient],
  ["a space in an extension", `${ok}${chunks}2;a b\r\nok\r\n${last}`, lenient],
  ["an extension without a name", `${ok}${chunks}2;\r\nok\r\n${last}`, lenient],
  ["a CR in an extension", `${ok}${chunks}2;a\rb\r\nok\r\n${last}`, lenient],
  ["a control character in an extension", `${ok}${chunks}2;a="\x01"\r\nok\r\n${last}`, lenient],
  ["a length and chunks", `${ok}content-length: 2\r\n${chunks}2\r\nok\r\n${last}`, lenient],
  ["chunks and a length", `${ok}transfer-encoding: chunked\r\n${two}`],
  ["the coding identity", `${ok}transfer-encoding: identity\r\n\r\nok`],
  ["an empty coding", `${ok}transfer-encoding:\r\n\r\nok`, lenient],
  ["the coding gzip", `${ok}transfer-encoding: gzip\r\n\r\nok`, { node: unasked }],
  ["gzip below chunks", `${ok}transfer-encoding: gzip, chunked\r\n\r\n2\r\nok\r\n${last}`, { node: unasked }],
  ["gzip above chunks", `${ok}transfer-encoding: chunked, gzip\r\n\r\n2\r\nok\r\n${last}`, { node: unasked }],
  ["an unknown coding", `${ok}transfer-encoding: xchunked\r\n\r\n2\r\nok\r\n${last}`, { node: unasked }],
  [
    "chunked twice",
    `${ok}transfer-encoding: chunked\r\n${chunks}2\r\nok\r\n${last}`,
    strict("chunks must not be applied twice (RFC 9112 6.1)"),
  ],
  [
    "tabs around chunked",
    `${ok}transfer-encoding:\tchunked\t\r\n\r\n2\r\nok\r\n${last}`,
    { node: "node takes the tab for a part of the coding" },
  ],
  [
    "an extension with an empty value",
    `${ok}${chunks}2;a=\r\nok\r\n${last}`,
    strict("a value has a character at least (RFC 9112 7.1.1)"),
  ],
];

const without: readonly Row[] = [
  ["100 Continue first", `HTTP/1.1 100 Continue\r\n\r\n${ok}${two}`],
  ["103 Early Hints first", `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${ok}${two}`],
  ["three interim answers", `${"HTTP/1.1 102 Processing\r\n\r\n".repeat(3)}${ok}${two}`],
  ["an interim answer and no more", "HTTP/1.1 100 Continue\r\n\r\n"],
  ["a malformed interim answer", `HTTP/1.1 100 Continue\r\nx y: z\r\n\r\n${ok}${two}`, lenient],
  ["204", "HTTP/1.1 204 No Content\r\n\r\n"],
  ["204 with a length", "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"],
  ["304 with a length", "HTTP/1.1 304 Not Modified\r\ncontent-length: 20\r\n\r\n"],
  ["304 with chunks announced", `HTTP/1.1 304 Not Modified\r\n${chunks}`],
  ["204 with two lengths", "HTTP/1.1 204 None\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", lenient],
  ["an empty connection", ""],
];

const heads: readonly Row[] = [
  ["HEAD with a length", `${ok}content-length: 1000\r\n\r\n`],
  ["HEAD with chunks announced", `${ok}${chunks}`],
  ["HEAD without a length", `${ok}x: y\r\n\r\n`],
  ["HEAD and 404", "HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\n"],
  ["HEAD with a folded header", `${ok}x: a\r\n b\r\n\r\n`, lenient],
];

const entries = (rows: readonly Row[], method: "GET" | "HEAD"): readonly CorpusAnswer[] =>
  rows.map(([name, raw, differs]) => ({ name, raw, method, ...(differs && { differs }) }));

export const answerCorpus: readonly CorpusAnswer[] = [
  ...entries([...statusLines, ...fields, ...lengths, ...codings, ...without], "GET"),
  ...entries(heads, "HEAD"),
];
