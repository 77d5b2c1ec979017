// Original file: troupe/v1/session.proto


export interface Leads {
}

export interface Leads__Output {
}
