/** Why the quickstart cannot go on, and what whoever started it can do. */
export class Advice extends Error {
  readonly todo: string;

  constructor(problem: string, todo: string) {
    super(problem);
    this.todo = todo;
  }
}
