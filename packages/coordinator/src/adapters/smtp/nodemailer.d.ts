/** As much of nodemailer as is used here. */
declare module "nodemailer" {
  interface Transport {
    sendMail(mail: {
      readonly from: string;
      readonly to: readonly string[];
      readonly subject: string;
      readonly text: string;
      readonly messageId: string;
      readonly date: Date;
      readonly headers: Readonly<Record<string, string>>;
      readonly disableFileAccess: true;
      readonly disableUrlAccess: true;
    }): Promise<{ readonly accepted: readonly unknown[]; readonly rejected: readonly unknown[] }>;
    close(): void;
  }
  export function createTransport(
    url: string | { readonly url: string; readonly connectionTimeout: number; readonly socketTimeout: number },
  ): Transport;
}
