declare module "virtual:wide-fields" {
  export const wideFields: import("./api/wide-fields.ts").WideFields;
}

declare module "virtual:failure-advice" {
  export const failureAdvice: import("./screens/run/failure/advice.ts").FailureAdvice;
}
