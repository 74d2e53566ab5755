import * as z from 'zod';

/** Each letter in either case: ARM ids compare case-insensitively, and JSON Schema knows no flags. */
function anyCase(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}

const IN_GROUP = `^/${anyCase('subscriptions')}/[^/]+/${anyCase('resourceGroups')}/[^/]+/${anyCase('providers')}`;
const COMPUTE = anyCase('Microsoft.Compute').replaceAll('.', '\\.');
const VERSION = new RegExp(
  `${IN_GROUP}/${COMPUTE}/${anyCase('galleries')}/[^/]+/${anyCase('images')}/[^/]+/${anyCase('versions')}/[^/]+$`,
);
const MANAGED = new RegExp(`${IN_GROUP}/${COMPUTE}/${anyCase('images')}/[^/]+$`);

const Word = z.string().min(1).max(200);

/** What the machines of the new revision are made from. The engine passes it on; a provider understands it. */
export const RolloutImage = oneOf(
  {
    version: z
      .string()
      .max(1000)
      .regex(
        VERSION,
        'must be the resource id of a version: …/galleries/{gallery}/images/{image}/versions/{version}',
      )
      .describe('Resource id of a version in an Azure Compute Gallery.'),
    managedImage: z
      .string()
      .max(1000)
      .regex(MANAGED, 'must be the resource id of a managed image: …/Microsoft.Compute/images/{name}')
      .describe('Resource id of a managed image.'),
    marketplace: z
      .strictObject({ publisher: Word, offer: Word, sku: Word, version: Word })
      .describe('An image of the marketplace; a fixed version, so that the way back is the same image.'),
  },
  'an image',
);
export type RolloutImage = z.infer<typeof RolloutImage>;

/** An object that has exactly one of the members; unlike a union it says which member is wrong, and how. */
export function oneOf<Shape extends Record<string, z.ZodType>>(shape: Shape, what: string) {
  const names = Object.keys(shape);
  return z
    .strictObject(shape)
    .partial()
    .superRefine((value, context) => {
      const given = names.filter((name) => (value as Record<string, unknown>)[name] !== undefined);
      if (given.length === 1) return;
      const said = given.length === 0 ? 'has none of them' : `has ${given.join(' and ')}`;
      context.addIssue({
        code: 'custom',
        message: `${what} is exactly one of ${names.join(', ')}; this ${said}`,
      });
    });
}
