/** Contract: `data` may be nested this deep, itself being the first level. */
const DATA_DEPTH_MAX = 32;

/** What JSON allows and we refuse, as it would reach receivers as something else than what was sent. */
export type JsonFlawKind = 'duplicate_key' | 'forbidden_key' | 'lone_surrogate' | 'nul' | 'too_deep';

export interface JsonFlaw {
  /** Below the record: `['data', 'customer', 'name']`. */
  path: string[];
  kind: JsonFlawKind;
}

/** One event as it stands in the text. */
export interface JsonRecord {
  /** The record's own text without insignificant white space; safe for JSON.parse when there are no flaws. */
  source: string;
  /** The same of its `data`; null when it has none. */
  data: string | null;
  flaws: JsonFlaw[];
}

/** Not JSON. `offset` counts UTF-16 units from the beginning of the text. */
export class JsonSyntaxError extends Error {
  override name = 'JsonSyntaxError';
  constructor(readonly offset: number) {
    super(`not JSON at ${offset}`);
  }
}

/** What a text has in it. */
export interface JsonRecords {
  records: JsonRecord[];
  /** Of what stands around the records, as in `["events"]` for a list that is there twice. */
  flaws: JsonFlaw[];
}

/** Where the events are: the whole text is one, or they are the elements of its `events`. */
export type JsonLayout = 'single' | 'batch';

const RECORD_DEPTH: Record<JsonLayout, number> = { single: 0, batch: 2 };
/** Enough to mend a request by; a hostile one must not make us list a million, nor repeat what it is long by. */
const FLAWS_MAX = 20;
const PATH_PART_MAX = 100;
/** Up to here comparing each key with each is faster than a Set. */
const KEYS_COMPARED = 16;

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

interface Level {
  isObject: boolean;
  key: string;
  index: number;
  keys: string[];
  keySet: Set<string> | null;
}

/** Collects a stretch of the text without the white space between its tokens. */
class Span {
  private parts = '';
  constructor(private from: number) {}

  skip(text: string, spaceFrom: number, spaceTo: number): void {
    this.parts += text.slice(this.from, spaceFrom);
    this.from = spaceTo;
  }

  end(text: string, to: number): string {
    return this.parts + text.slice(this.from, to);
  }
}

/**
 * Reads `text` once: checks that it is JSON, cuts out each event's source and that of its `data` byte for byte
 * (numbers, escapes and key order as sent), and collects what is refused beyond JSON's own grammar.
 * Depth is bounded by no recursion. Throws {@link JsonSyntaxError} when the text is not JSON, a byte order mark included.
 * @param max stops behind so many events and one more: whoever takes no more has no use for the rest of the text
 */
export function scanEvents(
  text: string,
  layout: JsonLayout,
  max: number = Number.POSITIVE_INFINITY,
): JsonRecords {
  return new Scanner(text, RECORD_DEPTH[layout], max).run();
}

/** Longer than most files: one pass over one text, whose every step moves the same place in it. */
class Scanner {
  private at = 0;
  private readonly records: JsonRecord[] = [];
  private readonly levels: Level[] = [];
  /** One bit a level, objects true; goes deeper than `levels`, where nothing is looked at any more. */
  private readonly kinds: boolean[] = [];
  private readonly depthMax: number;
  private record: Span | null = null;
  private data: Span | null = null;
  private dataSource: string | null = null;
  /** Of the record that is being read, else of what stands around the records. */
  private flaws: JsonFlaw[] = [];
  private readonly flawsAround = this.flaws;
  /** Of the string that was read last. */
  private stringFlaw: JsonFlawKind | null = null;

  constructor(
    private readonly text: string,
    private readonly recordDepth: number,
    private readonly max: number,
  ) {
    this.depthMax = recordDepth + 1 + DATA_DEPTH_MAX;
  }

  run(): JsonRecords {
    this.read();
    return { records: this.records, flaws: this.flawsAround };
  }

  private read(): void {
    this.space();
    let open = this.value();
    // Each turn reads one member or element, or closes the innermost level.
    while (this.kinds.length > 0) {
      if (this.records.length > this.max) return;
      if (open) {
        if (this.closesAtOnce()) open = false;
        else open = this.entry();
        continue;
      }
      this.space();
      const code = this.text.charCodeAt(this.at);
      if (code === COMMA) {
        this.at++;
        this.space();
        open = this.entry();
      } else {
        this.close(code);
      }
    }
    this.space();
    if (this.at < this.text.length) throw new JsonSyntaxError(this.at);
  }

  /** Begins a value. True when it is an object or array that has just been opened. */
  private value(): boolean {
    const depth = this.kinds.length;
    if (depth === this.recordDepth && this.isRecord()) this.beginRecord();
    else if (
      depth === this.recordDepth + 1 &&
      this.record &&
      this.top()?.isObject &&
      this.top()?.key === 'data'
    )
      this.data = new Span(this.at);
    const code = this.text.charCodeAt(this.at);
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      this.at++;
      this.open(code === OPEN_OBJECT);
      return true;
    }
    if (code === QUOTE) {
      this.string();
      this.reportString();
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) this.number();
    else this.literal(code);
    this.ended();
    return false;
  }

  /** Reads `"key":` where the level is an object, then begins the value. */
  private entry(): boolean {
    const isObject = this.kinds[this.kinds.length - 1];
    const level = this.top();
    if (isObject) {
      if (this.text.charCodeAt(this.at) !== QUOTE) throw new JsonSyntaxError(this.at);
      const from = this.at;
      const escaped = this.string();
      if (level) this.enterKey(level, this.keyText(from, escaped));
      this.reportString();
      this.space();
      if (this.text.charCodeAt(this.at) !== COLON) throw new JsonSyntaxError(this.at);
      this.at++;
      this.space();
    } else if (level) {
      level.index++;
    }
    return this.value();
  }

  private closesAtOnce(): boolean {
    this.space();
    const code = this.text.charCodeAt(this.at);
    if (code !== CLOSE_OBJECT && code !== CLOSE_ARRAY) return false;
    this.close(code);
    return true;
  }

  private open(isObject: boolean): void {
    this.kinds.push(isObject);
    if (this.kinds.length <= this.depthMax) {
      this.levels.push({ isObject, key: '', index: -1, keys: [], keySet: null });
    } else if (this.kinds.length === this.depthMax + 1) {
      this.flaw('too_deep');
    }
  }

  private close(code: number): void {
    const isObject = this.kinds[this.kinds.length - 1];
    if (code !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) throw new JsonSyntaxError(this.at);
    this.at++;
    if (this.levels.length === this.kinds.length) this.levels.pop();
    this.kinds.pop();
    this.ended();
  }

  /** A value has ended; it may have been a record or its `data`. */
  private ended(): void {
    const depth = this.kinds.length;
    if (depth === this.recordDepth + 1 && this.data) {
      this.dataSource = this.data.end(this.text, this.at);
      this.data = null;
    } else if (depth === this.recordDepth && this.record) {
      this.records.push({
        source: this.record.end(this.text, this.at),
        data: this.dataSource,
        flaws: this.flaws,
      });
      this.record = null;
      this.flaws = this.flawsAround;
    }
  }

  private isRecord(): boolean {
    if (this.recordDepth === 0) return true;
    const [root, list] = this.levels;
    return root?.isObject === true && root.key === 'events' && list?.isObject === false;
  }

  private beginRecord(): void {
    this.record = new Span(this.at);
    this.dataSource = null;
    this.flaws = [];
  }

  private top(): Level | null {
    return this.levels.length === this.kinds.length ? (this.levels[this.levels.length - 1] ?? null) : null;
  }

  private enterKey(level: Level, key: string): void {
    level.key = key;
    if (key === '__proto__') this.flaw('forbidden_key');
    if (level.keySet ? level.keySet.has(key) : level.keys.includes(key)) this.flaw('duplicate_key');
    else if (level.keySet) level.keySet.add(key);
    else if (level.keys.push(key) > KEYS_COMPARED) level.keySet = new Set(level.keys);
  }

  private keyText(from: number, escaped: boolean): string {
    return escaped
      ? (JSON.parse(this.text.slice(from, this.at)) as string)
      : this.text.slice(from + 1, this.at - 1);
  }

  private flaw(kind: JsonFlawKind): void {
    if (this.flaws.length >= FLAWS_MAX) return;
    const path = this.levels
      .slice(this.flaws === this.flawsAround ? 0 : this.recordDepth)
      .map((level) => (level.isObject ? pathPart(level.key) : String(level.index)))
      .filter((_, i, all) => i < all.length - 1 || kind !== 'too_deep');
    this.flaws.push({ path, kind });
  }

  /** Reports what {@link string} found. Below the depth that is looked at nothing is. */
  private reportString(): void {
    if (this.stringFlaw && this.top()) this.flaw(this.stringFlaw);
  }

  /** Reads a string, quotes included. Returns whether it has escapes. */
  private string(): boolean {
    const { text } = this;
    let at = this.at + 1;
    let escaped = false;
    let flawed: JsonFlawKind | null = null;
    // A high surrogate, raw or escaped, waits for the low one that must follow at once.
    let high = false;
    for (;;) {
      let code = text.charCodeAt(at++);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        escaped = true;
        code = this.escape(at);
        at += text.charCodeAt(at) === 0x75 ? 5 : 1;
        if (code === 0) flawed = 'nul';
      } else if (!(code >= SPACE)) {
        // NaN, the end of the text, is not >= either.
        throw new JsonSyntaxError(at - 1);
      }
      if (code >= 0xd800 && code <= 0xdfff) {
        const low = code >= 0xdc00;
        if (low !== high) flawed = 'lone_surrogate';
        high = !low;
      } else if (high) {
        flawed = 'lone_surrogate';
        high = false;
      }
    }
    if (high) flawed = 'lone_surrogate';
    this.at = at;
    this.stringFlaw = flawed;
    return escaped;
  }

  /** The UTF-16 unit that the escape whose letter stands at `at` means. */
  private escape(at: number): number {
    const code = this.text.charCodeAt(at);
    if (code === 0x75) {
      const digits = this.text.slice(at + 1, at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new JsonSyntaxError(at);
      return Number.parseInt(digits, 16);
    }
    // One of " \ / b f n r t, none of which means NUL or a surrogate.
    if (!'"\\/bfnrt'.includes(this.text.charAt(at)) || Number.isNaN(code)) throw new JsonSyntaxError(at);
    return SPACE;
  }

  private number(): void {
    NUMBER.lastIndex = this.at;
    if (!NUMBER.test(this.text)) throw new JsonSyntaxError(this.at);
    this.at = NUMBER.lastIndex;
  }

  private literal(code: number): void {
    const word = code === 0x74 ? 'true' : code === 0x66 ? 'false' : 'null';
    if (!this.text.startsWith(word, this.at)) throw new JsonSyntaxError(this.at);
    this.at += word.length;
  }

  private space(): void {
    const from = this.at;
    let code = this.text.charCodeAt(this.at);
    while (code === SPACE || code === 0x0a || code === 0x0d || code === 0x09)
      code = this.text.charCodeAt(++this.at);
    if (this.at === from) return;
    this.record?.skip(this.text, from, this.at);
    this.data?.skip(this.text, from, this.at);
  }
}

function pathPart(key: string): string {
  return key.length > PATH_PART_MAX ? `${key.slice(0, PATH_PART_MAX)}…` : key;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
