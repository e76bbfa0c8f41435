//! The operations of the client: each sends a request of [`requests`] and decodes its answer.

use super::client::{Answer, Client};
use super::errors::ApiError;
use super::lenient::entries;
use super::requests::{self, DeliveryGroup, NewSource, Request, Stage, VolumeGroup, Window};
use super::shapes::{
    Connected, Counts, Label, Source, SourceDetail, SourceMetadata, SourceSettings, TrackingPlan, TrackingPlanRule,
    Workspace,
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The Public API was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reached {
    /// The server's clock, if it told it.
    pub(crate) date: Option<Timestamp>,
    /// The id that it gave the call, if it gave one.
    pub(crate) request_id: Option<Box<str>>,
}

/// Errors of all of them: [`ApiError`], as [`Client::send`].
#[allow(clippy::missing_errors_doc, reason = "said once, above")]
impl Client<'_> {
    /// The token's workspace. It says that the token is valid, and nothing of its roles
    /// (`reference/segment-public-api.md` "What to build on" 4).
    pub(crate) async fn workspace(&self) -> Result<Workspace, ApiError> {
        self.one(&requests::workspace(), "workspace").await
    }

    /// Every source that the token sees.
    pub(crate) async fn sources(&self) -> Result<Vec<Source>, ApiError> {
        self.all(&requests::sources(), "sources").await
    }

    /// One source, with its tracking plan's id.
    pub(crate) async fn source(&self, id: &str) -> Result<SourceDetail, ApiError> {
        let request = requests::source(id);
        let answer = self.answer(&request).await?;
        self.held(&request, &answer, "source")?;
        Ok(serde_json::from_value(answer.data).unwrap_or_default())
    }

    /// Makes a source; its nickname is its slug until [`Client::rename_source`].
    pub(crate) async fn create_source(&self, new: &NewSource) -> Result<Source, ApiError> {
        self.one(&requests::create_source(new), "source").await
    }

    /// Sets a source's nickname.
    pub(crate) async fn rename_source(&self, id: &str, nickname: &str) -> Result<Source, ApiError> {
        self.one(&requests::rename_source(id, nickname), "source").await
    }

    /// The labels of the workspace.
    pub(crate) async fn labels(&self) -> Result<Vec<Label>, ApiError> {
        self.whole(&requests::labels(), "labels").await
    }

    /// Adds labels (key, value) that exist to a source; answers with all that it has.
    pub(crate) async fn add_labels(&self, id: &str, labels: &[(&str, &str)]) -> Result<Vec<Label>, ApiError> {
        self.whole(&requests::add_labels(id, labels), "labels").await
    }

    /// One type of source.
    pub(crate) async fn catalog_entry(&self, id: &str) -> Result<SourceMetadata, ApiError> {
        self.one(&requests::catalog_entry(id), "sourceMetadata").await
    }

    /// All types of source.
    pub(crate) async fn catalog(&self) -> Result<Vec<SourceMetadata>, ApiError> {
        self.all(&requests::catalog(), "sourcesCatalog").await
    }

    /// The destinations that a source feeds.
    pub(crate) async fn connected_destinations(&self, id: &str) -> Result<Vec<Connected>, ApiError> {
        self.all(&requests::connected_destinations(id), "destinations").await
    }

    /// The warehouses that a source feeds.
    pub(crate) async fn connected_warehouses(&self, id: &str) -> Result<Vec<Connected>, ApiError> {
        self.all(&requests::connected_warehouses(id), "warehouses").await
    }

    /// What a source does with events that its tracking plan does not allow.
    pub(crate) async fn source_settings(&self, id: &str) -> Result<SourceSettings, ApiError> {
        self.one(&requests::source_settings(id), "settings").await
    }

    /// Every tracking plan of the workspace.
    pub(crate) async fn tracking_plans(&self) -> Result<Vec<TrackingPlan>, ApiError> {
        self.all(&requests::tracking_plans(), "trackingPlans").await
    }

    /// A tracking plan.
    pub(crate) async fn tracking_plan(&self, id: &str) -> Result<TrackingPlan, ApiError> {
        self.one(&requests::tracking_plan(id), "trackingPlan").await
    }

    /// The rules of a tracking plan.
    pub(crate) async fn tracking_plan_rules(&self, id: &str) -> Result<Vec<TrackingPlanRule>, ApiError> {
        self.all(&requests::tracking_plan_rules(id), "rules").await
    }

    /// Whether the token may list credentials (§9, 3).
    pub(crate) async fn may_list_credentials(&self) -> Result<(), ApiError> {
        self.answer(&requests::credentials()).await.map(drop)
    }

    /// Whether the token may read the audit trail (§9, 4).
    pub(crate) async fn may_read_audit_events(&self) -> Result<(), ApiError> {
        self.answer(&requests::audit_events()).await.map(drop)
    }

    /// Whether the API is reached; the answer's body, which repeats the token, is not read.
    pub(crate) async fn echo(&self) -> Result<Reached, ApiError> {
        let Answer { date, request_id, .. } = self.answer(&requests::echo()).await?;
        Ok(Reached { date, request_id })
    }

    /// How many valid events Segment counted (§7).
    pub(crate) async fn events_volume(
        &self,
        window: &Window,
        source_ids: &[&str],
        group_by: &[VolumeGroup],
    ) -> Result<Vec<Counts>, ApiError> {
        self.all(&requests::events_volume(window, source_ids, group_by), "result").await
    }

    /// What became of a source's events at one stage of their way (§7).
    pub(crate) async fn delivery_overview(
        &self,
        stage: &Stage,
        source_id: &str,
        window: &Window,
        group_by: &[DeliveryGroup],
    ) -> Result<Vec<Counts>, ApiError> {
        self.all(&requests::delivery_overview(stage, source_id, window, group_by), "dataset").await
    }

    /// One thing under its name.
    async fn one<T: DeserializeOwned>(&self, request: &Request, name: &str) -> Result<T, ApiError> {
        let mut answer = self.answer(request).await?;
        self.held(request, &answer, name)?;
        let value = answer.data.get_mut(name).map(Value::take).unwrap_or_default();
        serde_json::from_value(value)
            .map_err(|_| self.unreadable(request, answer.request_id, &format!("its `{name}` cannot be read")))
    }

    /// That the answer holds an object under the name.
    fn held(&self, request: &Request, answer: &Answer, name: &str) -> Result<(), ApiError> {
        match answer.data.get(name) {
            Some(Value::Object(_)) => Ok(()),
            _ => Err(self.unreadable(request, answer.request_id.clone(), &format!("it has no `{name}`"))),
        }
    }

    /// A list without pages.
    async fn whole<T: DeserializeOwned>(&self, request: &Request, name: &str) -> Result<Vec<T>, ApiError> {
        let answer = self.answer(request).await?;
        self.listed(request, answer, name)
    }

    /// A list with pages, to its end.
    async fn all<T: DeserializeOwned>(&self, request: &Request, name: &str) -> Result<Vec<T>, ApiError> {
        let mut all = Vec::new();
        for page in self.pages(request).await? {
            all.extend(self.listed::<T>(request, page, name)?);
        }
        Ok(all)
    }

    /// The entries under the name: null is none, but an answer without the name is not the one that was asked for.
    fn listed<T: DeserializeOwned>(
        &self,
        request: &Request,
        mut answer: Answer,
        name: &str,
    ) -> Result<Vec<T>, ApiError> {
        match answer.data.get_mut(name).map(Value::take) {
            Some(list @ (Value::Array(_) | Value::Null)) => Ok(entries(list)),
            _ => Err(self.unreadable(request, answer.request_id, &format!("it has no list `{name}`"))),
        }
    }
}
