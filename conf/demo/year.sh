# A school year at the made-up Oakfield: what its people and the local authority do, as sendctl calls in the order
# of their dates. Sourced by conf/demo/run, which gives the functions:
#   day DATE              the clock moves there, and what falls due on the way happens
#   begin WORKFLOW PUPIL FIELD=VALUE   starts a case; its reference is in $case
#   tell CASE EVENT [FIELD=VALUE ...]  something happened

day 2026-09-02
support=
for pupil in $(seq -f 'P%04g' 1 60); do
    begin sen-support pupil/$pupil started_on=2026-09-02
    support="$support $case"
done

day 2026-09-10
begin ehc-needs-assessment pupil/P0003 request_received=2026-09-08 requested_by=school; agreed=$case
begin ehc-needs-assessment pupil/P0011 request_received=2026-09-08 requested_by=parent; refused=$case

day 2026-09-17
for case in $support; do tell $case assessed; done
begin ehc-needs-assessment pupil/P0019 request_received=2026-09-14; late=$case

day 2026-09-29
for case in $support; do tell $case plan.shared review_on=2027-01-15; done
# The school wrote down the wrong day: the letter shows that the LA had the request four days earlier.
tell $late correct request_received=2026-09-10 reason="date stamp on the LA's letter"

day 2026-10-09
tell $refused la.refused
day 2026-10-16
tell $agreed la.agreed
tell $agreed la.advice-requested
begin ehc-needs-assessment pupil/P0027 request_received=2026-10-12 requested_by=parent; withdrawn=$case
begin ehc-needs-assessment pupil/P0035 request_received=2026-10-13; moved=$case

day 2026-11-06
tell $withdrawn request.withdrawn
day 2026-11-13
tell $agreed advice.sent
tell $moved pupil.moved
day 2026-11-20
tell $refused parents.appealed
# Three meetings are not held: the SENCo hears of them on the day after the term's last.
for case in $support; do
    case $case in *-0007 | *-0021 | *-0042) ;; *) tell $case meeting.autumn.held ;; esac
done

# The LA decided five weeks late, after two reminders.
day 2026-11-27
tell $late la.agreed
tell $late la.advice-requested
day 2026-12-14
tell $agreed la.draft
tell $agreed la.consulted
day 2026-12-18
tell $late advice.sent
tell $agreed school.replied
day 2027-01-04
tell $agreed parents.commented

day 2027-01-13
for case in $support; do
    case $case in
    *-0015 | *-0030) tell $case review.held outcome=ended ;;
    *-0008 | *-0044) tell $case review.held outcome=escalate ;;
    *) tell $case review.held outcome=continue ;;
    esac
done
support=$(for case in $support; do case $case in *-0015 | *-0030) ;; *) echo $case ;; esac; done)

day 2027-01-20
tell $agreed la.final-plan
support=$(for case in $support; do case $case in *-0003) ;; *) echo $case ;; esac; done)
day 2027-01-22
for case in $support; do tell $case plan.shared review_on=2027-05-14; done
begin ehc-needs-assessment pupil/P0008 request_received=2027-01-21; escalated=$case
tell $refused tribunal.ordered
tell $late la.lateness-claimed ground=exceptional from=2027-01-05 to=2027-02-12

day 2027-02-10
tell $late la.draft
day 2027-03-01
tell $late la.final-plan
support=$(for case in $support; do case $case in *-0019) ;; *) echo $case ;; esac; done)
tell $escalated la.agreed
tell $refused la.advice-requested
day 2027-03-10
for case in $support; do tell $case meeting.spring.held; done
tell $refused advice.sent
tell $escalated la.advice-requested
day 2027-04-14
tell $escalated advice.sent
tell $refused la.draft
day 2027-05-05
tell $escalated la.no-plan
tell $refused la.final-plan
support=$(for case in $support; do case $case in *-0011) ;; *) echo $case ;; esac; done)
day 2027-05-12
for case in $support; do tell $case review.held outcome=continue; done
day 2027-05-24
for case in $support; do tell $case plan.shared review_on=2027-10-15; done
support=$(echo $support) # one line again: the last of them leaves
tell ${support##* } pupil.left
support=${support% *}
day 2027-06-30
for case in $support; do tell $case meeting.summer.held; done
day 2027-08-31
