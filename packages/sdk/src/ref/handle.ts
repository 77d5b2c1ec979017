/**
 * The reference without its fields: what is accepted. It prints as `Ref<…>` too, so an author meets one name only.
 *
 * A class with a protected member: nominal, absent from completions, and two references compare by their argument
 * alone ("Ref<string> is not assignable to Input<number>"). Covariant: more fields serve where fewer are asked for.
 *
 * SAFETY: not `#value` and not `private`. The compiler drops the types of private members from declarations, and with
 * them every check in the published package, without a word. `test-types/` checks the declarations for that reason.
 */
export declare abstract class Ref<out T> {
  protected readonly "~value": T;
  private constructor();
}
