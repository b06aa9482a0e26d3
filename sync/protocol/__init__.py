"""What a kiosk and a desk say to each other; the one part of `sync` that the desk imports too.

`base`      text in languages, ids and the limits that every message keeps
`catalogue` the directory of an office: services, places, people, queues, forms (CPSV-AP and HSDS terms)
`events`    facts that a kiosk reports, each with its idempotency key
`messages`  requests and answers of the HTTP interface
`codes`     tracking codes and ticket addresses
`labels`    how a ticket's number is written
"""
