/** Which major versions of the client packages a test file drives; set before its tests are imported. */
export const generation = { isFormer: false };
