// Original file: troupe/v1/session.proto

import type { Hello as _troupe_v1_Hello, Hello__Output as _troupe_v1_Hello__Output } from '../../troupe/v1/Hello.ts';
import type { Beat as _troupe_v1_Beat, Beat__Output as _troupe_v1_Beat__Output } from '../../troupe/v1/Beat.ts';
import type { Claim as _troupe_v1_Claim, Claim__Output as _troupe_v1_Claim__Output } from '../../troupe/v1/Claim.ts';
import type { AttemptRunning as _troupe_v1_AttemptRunning, AttemptRunning__Output as _troupe_v1_AttemptRunning__Output } from '../../troupe/v1/AttemptRunning.ts';
import type { AttemptResult as _troupe_v1_AttemptResult, AttemptResult__Output as _troupe_v1_AttemptResult__Output } from '../../troupe/v1/AttemptResult.ts';
import type { Goodbye as _troupe_v1_Goodbye, Goodbye__Output as _troupe_v1_Goodbye__Output } from '../../troupe/v1/Goodbye.ts';
import type { Decline as _troupe_v1_Decline, Decline__Output as _troupe_v1_Decline__Output } from '../../troupe/v1/Decline.ts';
import type { DevicesChanged as _troupe_v1_DevicesChanged, DevicesChanged__Output as _troupe_v1_DevicesChanged__Output } from '../../troupe/v1/DevicesChanged.ts';
import type { AgentBatch as _troupe_v1_AgentBatch, AgentBatch__Output as _troupe_v1_AgentBatch__Output } from '../../troupe/v1/AgentBatch.ts';
import type { AttemptNote as _troupe_v1_AttemptNote, AttemptNote__Output as _troupe_v1_AttemptNote__Output } from '../../troupe/v1/AttemptNote.ts';

export interface AgentMessage {
  'hello'?: (_troupe_v1_Hello | null);
  'beat'?: (_troupe_v1_Beat | null);
  'claim'?: (_troupe_v1_Claim | null);
  'running'?: (_troupe_v1_AttemptRunning | null);
  'result'?: (_troupe_v1_AttemptResult | null);
  'goodbye'?: (_troupe_v1_Goodbye | null);
  'decline'?: (_troupe_v1_Decline | null);
  'devicesChanged'?: (_troupe_v1_DevicesChanged | null);
  'batch'?: (_troupe_v1_AgentBatch | null);
  'note'?: (_troupe_v1_AttemptNote | null);
  'message'?: "hello"|"beat"|"claim"|"running"|"result"|"goodbye"|"decline"|"devicesChanged"|"batch"|"note";
}

export interface AgentMessage__Output {
  'hello'?: (_troupe_v1_Hello__Output | null);
  'beat'?: (_troupe_v1_Beat__Output | null);
  'claim'?: (_troupe_v1_Claim__Output | null);
  'running'?: (_troupe_v1_AttemptRunning__Output | null);
  'result'?: (_troupe_v1_AttemptResult__Output | null);
  'goodbye'?: (_troupe_v1_Goodbye__Output | null);
  'decline'?: (_troupe_v1_Decline__Output | null);
  'devicesChanged'?: (_troupe_v1_DevicesChanged__Output | null);
  'batch'?: (_troupe_v1_AgentBatch__Output | null);
  'note'?: (_troupe_v1_AttemptNote__Output | null);
  'message'?: "hello"|"beat"|"claim"|"running"|"result"|"goodbye"|"decline"|"devicesChanged"|"batch"|"note";
}
