// Original file: troupe/v1/artifact.proto

export const ArtifactRole = {
  ARTIFACT_ROLE_UNSPECIFIED: 'ARTIFACT_ROLE_UNSPECIFIED',
  ARTIFACT_ROLE_MADE: 'ARTIFACT_ROLE_MADE',
  ARTIFACT_ROLE_REUSED: 'ARTIFACT_ROLE_REUSED',
  ARTIFACT_ROLE_GIVEN: 'ARTIFACT_ROLE_GIVEN',
  ARTIFACT_ROLE_USED: 'ARTIFACT_ROLE_USED',
} as const;

export type ArtifactRole =
  | 'ARTIFACT_ROLE_UNSPECIFIED'
  | 0
  | 'ARTIFACT_ROLE_MADE'
  | 1
  | 'ARTIFACT_ROLE_REUSED'
  | 2
  | 'ARTIFACT_ROLE_GIVEN'
  | 3
  | 'ARTIFACT_ROLE_USED'
  | 4

export type ArtifactRole__Output = typeof ArtifactRole[keyof typeof ArtifactRole]
