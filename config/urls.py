"""The addresses. Everything a person sees is in `web`; names are the words of the pages."""

from allauth.account import views as account
from django.urls import include, path, re_path

from web import committee, desk, errors, form2, home, jobs, plan, province, report, review, served
from web.importing import checking, choosing, matching, outcome

urlpatterns = [
    path("", home.door, name="door"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    re_path(r"^accounts/(?!login/|logout/)", errors.nothing),
    path("accounts/", include("allauth.account.urls")),
    path("home/", home.home, name="home"),
    path("obligation/<uuid:obligation_id>/begin/", home.begin, name="begin"),
    path("obligation/<uuid:obligation_id>/paper/", home.paper, name="paper"),
    path("plan/", plan.projects, name="plan"),
    path("plan/import/", choosing.upload, name="import"),
    path("plan/import/sample.xlsx", choosing.sample, name="import_sample"),
    path("plan/import/<uuid:draft_id>/columns/", matching.columns, name="import_columns"),
    path("plan/import/<uuid:draft_id>/", checking.check, name="import_check"),
    path("plan/import/<uuid:batch_id>/result/", outcome.result, name="import_result"),
    path("plan/import/<uuid:batch_id>/undo/", outcome.undo, name="import_undo"),
    path("plan/import/<uuid:batch_id>/begin/", outcome.begin, name="import_begin"),
    path("plan/import/row/<uuid:row_id>/", outcome.row, name="import_row"),
    path("report/<uuid:document_id>/", report.report, name="report"),
    path("report/<uuid:document_id>/form2/", form2.table, name="form2"),
    path("report/<uuid:document_id>/row/<uuid:project_id>/", form2.row, name="row"),
    path("report/<uuid:document_id>/part/<slug:name>/", report.section, name="section"),
    path("report/<uuid:document_id>/check/", report.check, name="check"),
    path("report/<uuid:document_id>/refer/", report.refer, name="refer"),
    path("report/<uuid:document_id>/take-back/", report.take_back, name="take_back"),
    path("report/<uuid:document_id>/issues/", report.issues, name="issues"),
    path("report/<uuid:document_id>/history/", report.history, name="history"),
    path("report/<uuid:document_id>/word/", report.word, name="word"),
    path("report/<uuid:document_id>/send/", report.send, name="send"),
    path("job/<uuid:job_id>/", jobs.job, name="job"),
    path("job/<uuid:job_id>/retry/", jobs.retry, name="job_retry"),
    path("file/<uuid:file_id>/", served.file, name="file"),
    path("committee/", committee.committee, name="committee"),
    path("committee/record/", committee.record, name="committee_record"),
    path("inbox/", review.inbox, name="inbox"),
    path("review/<uuid:item_id>/", review.review, name="review"),
    path("review/<uuid:item_id>/close/", review.close, name="review_close"),
    path("prov/", province.matrix, name="matrix"),
    path("prov/intake/", province.desk_page, name="intake"),
    path("prov/submission/<uuid:submission_id>/", province.submission, name="submission"),
    path("notices/", desk.notices, name="notices"),
    path("size/<str:value>/", desk.size, name="size"),
    path("language/<str:code>/", desk.language, name="language"),
    path("v/<str:mark>/", report.fingerprint, name="fingerprint"),
    path("design/", desk.design, name="design"),
    path("health/", desk.health, name="health"),
]

handler404 = "web.errors.not_found"
handler403 = "web.errors.forbidden"
handler500 = "web.errors.broken"
