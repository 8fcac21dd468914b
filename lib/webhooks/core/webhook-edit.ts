/** What the form of a webhook shows and changes. */
export interface EditedFields {
  url: string;
  events: readonly string[];
  mask: readonly string[];
  description: string;
}

type SomeFields = { [F in keyof EditedFields]?: EditedFields[F] | undefined };

const FIELDS = ['url', 'events', 'mask', 'description'] as const satisfies (keyof EditedFields)[];

type FieldValue = EditedFields[keyof EditedFields];

/** Lists are sets here: their order means nothing. */
function isSame(a: FieldValue, b: FieldValue): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.length === b.length && a.every((item) => b.includes(item));
}

/** What an editor saw of each field, and of which fields they have heard that somebody was quicker. */
export interface Beginning<T extends EditedFields> {
  seen: T;
  told: readonly string[];
}

/**
 * A form's beginning once `stored` has come to it. A field that shows what is stored begins with that; one that was
 * changed here keeps what its editor saw, so that somebody else's later change is not overwritten unseen. After they
 * have heard of that change it begins with what came of it.
 */
export function followStored<T extends EditedFields>(
  { seen, told }: Beginning<T>,
  stored: T,
  shown: EditedFields,
): Beginning<T> {
  const moved = FIELDS.filter((field) => !isSame(seen[field], stored[field]));
  const anew = moved.filter((field) => told.includes(field) || isSame(shown[field], stored[field]));
  return {
    seen: { ...seen, ...Object.fromEntries(anew.map((field) => [field, stored[field]])) },
    told: told.filter((field) => !anew.some((name) => name === field)),
  };
}

/** What of `wanted` differs from what the form began with, so that a save leaves alone what its editor left alone. */
export function changedFields<T extends EditedFields>(seen: EditedFields, wanted: T): Partial<T> {
  const changed = FIELDS.filter((field) => !isSame(seen[field], wanted[field]));
  return Object.fromEntries(changed.map((field) => [field, wanted[field]])) as Partial<T>;
}

/**
 * The fields of `wanted` that hold neither what their editor saw nor what they want: somebody else changed them
 * meanwhile. Of what is not in `seen` nobody says what they saw, so it is never overtaken.
 */
export function overtakenFields(
  stored: EditedFields,
  seen: SomeFields,
  wanted: SomeFields,
): (keyof EditedFields)[] {
  return FIELDS.filter((field) => {
    const [before, after] = [seen[field], wanted[field]];
    return (
      before !== undefined &&
      after !== undefined &&
      !isSame(stored[field], before) &&
      !isSame(stored[field], after)
    );
  });
}
