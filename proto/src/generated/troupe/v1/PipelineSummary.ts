// Original file: troupe/v1/pipeline.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { RunBar as _troupe_v1_RunBar, RunBar__Output as _troupe_v1_RunBar__Output } from '../../troupe/v1/RunBar.ts';
import type { Long } from '@grpc/proto-loader';

export interface PipelineSummary {
  'name'?: (string);
  'description'?: (string);
  'version'?: (string);
  'appliedAt'?: (_google_protobuf_Timestamp | null);
  'generation'?: (number);
  'recentRuns'?: (_troupe_v1_RunBar)[];
  'successRate'?: (number | string);
  'medianDurationMs'?: (number | string | Long);
  'nextTick'?: (_google_protobuf_Timestamp | null);
  'schedulePaused'?: (boolean);
  'liveRuns'?: (number);
  'heldRuns'?: (number);
  '_successRate'?: "successRate";
  '_medianDurationMs'?: "medianDurationMs";
}

export interface PipelineSummary__Output {
  'name': (string);
  'description': (string);
  'version': (string);
  'appliedAt': (_google_protobuf_Timestamp__Output | null);
  'generation': (number);
  'recentRuns': (_troupe_v1_RunBar__Output)[];
  'successRate'?: (number);
  'medianDurationMs'?: (number);
  'nextTick': (_google_protobuf_Timestamp__Output | null);
  'schedulePaused': (boolean);
  'liveRuns': (number);
  'heldRuns': (number);
  '_successRate'?: "successRate";
  '_medianDurationMs'?: "medianDurationMs";
}
