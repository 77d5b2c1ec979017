declare module "virtual:wide-fields" {
  export const wideFields: import("./api/wide-fields.ts").WideFields;
}
