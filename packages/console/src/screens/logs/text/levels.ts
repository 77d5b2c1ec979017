/** How much a line matters, as far as it says so itself: by the words that programs and their loggers use. */
import { colourCodes, escapeCharacter } from "./escape.ts";

export const levels = { none: 0, debug: 1, info: 2, warning: 3, error: 4 } as const;
export type Level = (typeof levels)[keyof typeof levels];

/** As much of a line is looked at. */
export const headLength = 240;

const words: Readonly<Record<string, Level>> = {
  trace: levels.debug,
  verbose: levels.debug,
  debug: levels.debug,
  info: levels.info,
  notice: levels.info,
  warn: levels.warning,
  warning: levels.warning,
  error: levels.error,
  err: levels.error,
  severe: levels.error,
  fatal: levels.error,
  critical: levels.error,
  panic: levels.error,
  alert: levels.error,
  emerg: levels.error,
};

/** In capitals a word of a logger may stand anywhere; letters around it make it another one: "ERRORS", "no_ERROR_here". */
const capitals =
  /(?<![\w-])(?:TRACE|VERBOSE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|SEVERE|FATAL|CRITICAL|PANIC|ALERT|EMERG)(?![\w-])/;
/** `level=error`, `"level": "warn"`, `"severity":"INFO"`, `"level":50` as pino has it. */
const field = /["']?(?:level|levelname|lvl|severity|log\.level)["']?\s*[=:]\s*["']?([a-z]+|[1-6]0\b)/i;
/** "error: no such file", "[warning] …", "curl: error: …" */
const leading =
  /^\s*(?:[\w./-]+[: ]\s*)?[[(<]?(trace|debug|info|notice|warn|warning|error|err|fatal|critical|panic)[\])>:]/i;
/** What interpreters print of what was thrown. */
const thrown =
  /^\s*(?:(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception|Interrupt)\b(?::|\s*$)|Traceback \(most recent call last\)|Caused by:|Uncaught |Segmentation fault|panic:)/;
/** "E1123 02:31:00.123" of Google's libraries. */
const glog = /^([IWEF])\d{4} \d\d:\d\d/;
const glogs: Readonly<Record<string, Level>> = { I: levels.info, W: levels.warning, E: levels.error, F: levels.error };

/** Of the beginning of a line. A line without a word of its own that is indented goes on with the one before it. */
export function levelOf(head: string, before: Level): Level {
  const text = head.includes(escapeCharacter) ? head.replace(colourCodes, "") : head;
  const own = ownLevel(text);
  if (own !== levels.none) return own;
  return text.startsWith("  ") || text.startsWith("\t") ? before : levels.none;
}

/** Of a line of the structured stream: what its field says, and nothing else. */
export function levelOfMessage(head: string): Level {
  return fromField(head) ?? levels.none;
}

function ownLevel(text: string): Level {
  const fromFields = text.includes("l") || text.includes("s") ? fromField(text) : undefined;
  if (fromFields !== undefined) return fromFields;
  const word = capitals.exec(text)?.[0] ?? leading.exec(text)?.[1];
  if (word !== undefined) return words[word.toLowerCase()] ?? levels.none;
  if (thrown.test(text)) return levels.error;
  const letter = glog.exec(text)?.[1];
  return letter === undefined ? levels.none : (glogs[letter] ?? levels.none);
}

function fromField(text: string): Level | undefined {
  const value = field.exec(text)?.[1];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isNaN(number)) return words[value.toLowerCase()];
  return number >= 50 ? levels.error : number === 40 ? levels.warning : number === 30 ? levels.info : levels.debug;
}
