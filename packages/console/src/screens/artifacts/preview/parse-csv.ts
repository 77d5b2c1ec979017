/** CSV as RFC 4180 has it, and tolerant of what it forbids: quotes inside of a field, lines of different lengths. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The first `limit` rows behind the header. A text that was cut off ends with its last whole row. */
export function parseCsv(text: string, limit: number, isCut: boolean, separator = separatorOf(text)): Table {
  const records = readRecords(text, separator, limit + 1, isCut);
  const [columns = [], ...rows] = records;
  return { columns, rows };
}

/** Of the first line: whichever of them it has most of. */
export function separatorOf(text: string): string {
  const line = text.slice(0, 10_000).split("\n", 1)[0] ?? "";
  const counts = [",", "\t", ";", "|"].map((each) => [each, line.split(each).length] as const);
  return counts.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

function readRecords(text: string, separator: string, limit: number, isCut: boolean): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = "";
  let isQuoted = false;
  const endField = (): void => {
    record.push(field);
    field = "";
  };
  const endRecord = (): void => {
    endField();
    if (record.length > 1 || record[0] !== "") records.push(record);
    record = [];
  };
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length && records.length < limit; at++) {
    const char = text[at] ?? "";
    if (isQuoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') {
        field += char;
        at++;
      } else isQuoted = false;
    } else if (char === '"' && field === "") isQuoted = true;
    else if (char === separator) endField();
    else if (char === "\n") endRecord();
    else if (char !== "\r" || text[at + 1] !== "\n") field += char;
  }
  if (records.length < limit && !isCut && (field !== "" || record.length > 0)) endRecord();
  return records;
}
