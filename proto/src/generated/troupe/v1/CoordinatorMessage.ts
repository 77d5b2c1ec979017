// Original file: troupe/v1/session.proto

import type { Welcome as _troupe_v1_Welcome, Welcome__Output as _troupe_v1_Welcome__Output } from '../../troupe/v1/Welcome.ts';
import type { Offer as _troupe_v1_Offer, Offer__Output as _troupe_v1_Offer__Output } from '../../troupe/v1/Offer.ts';
import type { Grant as _troupe_v1_Grant, Grant__Output as _troupe_v1_Grant__Output } from '../../troupe/v1/Grant.ts';
import type { Refusal as _troupe_v1_Refusal, Refusal__Output as _troupe_v1_Refusal__Output } from '../../troupe/v1/Refusal.ts';
import type { CancelAttempt as _troupe_v1_CancelAttempt, CancelAttempt__Output as _troupe_v1_CancelAttempt__Output } from '../../troupe/v1/CancelAttempt.ts';
import type { ResultAck as _troupe_v1_ResultAck, ResultAck__Output as _troupe_v1_ResultAck__Output } from '../../troupe/v1/ResultAck.ts';
import type { BeatEcho as _troupe_v1_BeatEcho, BeatEcho__Output as _troupe_v1_BeatEcho__Output } from '../../troupe/v1/BeatEcho.ts';
import type { SetDraining as _troupe_v1_SetDraining, SetDraining__Output as _troupe_v1_SetDraining__Output } from '../../troupe/v1/SetDraining.ts';
import type { CoordinatorBatch as _troupe_v1_CoordinatorBatch, CoordinatorBatch__Output as _troupe_v1_CoordinatorBatch__Output } from '../../troupe/v1/CoordinatorBatch.ts';
import type { Leads as _troupe_v1_Leads, Leads__Output as _troupe_v1_Leads__Output } from '../../troupe/v1/Leads.ts';

export interface CoordinatorMessage {
  'welcome'?: (_troupe_v1_Welcome | null);
  'offer'?: (_troupe_v1_Offer | null);
  'grant'?: (_troupe_v1_Grant | null);
  'refusal'?: (_troupe_v1_Refusal | null);
  'cancel'?: (_troupe_v1_CancelAttempt | null);
  'resultAck'?: (_troupe_v1_ResultAck | null);
  'beatEcho'?: (_troupe_v1_BeatEcho | null);
  'setDraining'?: (_troupe_v1_SetDraining | null);
  'batch'?: (_troupe_v1_CoordinatorBatch | null);
  'leads'?: (_troupe_v1_Leads | null);
  'message'?: "welcome"|"offer"|"grant"|"refusal"|"cancel"|"resultAck"|"beatEcho"|"setDraining"|"batch"|"leads";
}

export interface CoordinatorMessage__Output {
  'welcome'?: (_troupe_v1_Welcome__Output | null);
  'offer'?: (_troupe_v1_Offer__Output | null);
  'grant'?: (_troupe_v1_Grant__Output | null);
  'refusal'?: (_troupe_v1_Refusal__Output | null);
  'cancel'?: (_troupe_v1_CancelAttempt__Output | null);
  'resultAck'?: (_troupe_v1_ResultAck__Output | null);
  'beatEcho'?: (_troupe_v1_BeatEcho__Output | null);
  'setDraining'?: (_troupe_v1_SetDraining__Output | null);
  'batch'?: (_troupe_v1_CoordinatorBatch__Output | null);
  'leads'?: (_troupe_v1_Leads__Output | null);
  'message'?: "welcome"|"offer"|"grant"|"refusal"|"cancel"|"resultAck"|"beatEcho"|"setDraining"|"batch"|"leads";
}
